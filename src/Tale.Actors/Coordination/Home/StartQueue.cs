using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Home;

/// <summary>
/// The starts of one region: those that have begun and hold a place in their database's <see cref="StartLine"/>, and those that wait for one, with what
/// else has come for their ids. Places are given back from any thread; everything else is the region's alone.
/// </summary>
internal sealed class StartQueue(IActorRef region)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StartLine> _places = [];
    private readonly Dictionary<string, Held> _waiting = [];
    private bool _isClosed;

    /// <summary>Whether a start may be begun now. If not it waits, and the region is told <see cref="StartTurn"/>.</summary>
    public bool TryBegin(ITransactionCommand start, IActorRef sender, StartLine line)
    {
        var bytes = BytesOf(start);
        if (line.TryTake(this, start.TransactionId, bytes))
        {
            if (!TryGrant(start.TransactionId, line))
                line.Give();   // one for this id is on its way
            return true;
        }
        var mail = new HeldMail();
        mail.Add(start, sender);
        _waiting[start.TransactionId] = new Held(mail, line, bytes);
        return false;
    }

    /// <summary>What comes for the id of a start that waits, waits with it; but for a wake, which is for what has begun long before.</summary>
    /// <returns>False: none waits.</returns>
    public bool TryHold(ITransactionCommand command, IActorRef sender)
    {
        if (command is WakeTransaction || _waiting.Count == 0 || !_waiting.TryGetValue(command.TransactionId, out var start))
            return false;
        start.Mail.AddAgain(command, sender);
        return true;
    }

    /// <summary>The first that waits for an id, whose turn has come. Null: none waits any more, and its place is given back.</summary>
    public ITransactionCommand? Next(string id)
    {
        if (_waiting.TryGetValue(id, out var start))
            return (ITransactionCommand)start.Mail.All[0].Message;
        GiveBack(id);
        return null;
    }

    /// <summary>What has waited for an id, and does not any more.</summary>
    public IReadOnlyList<(object Message, IActorRef Sender)> Take(string id)
    {
        if (_waiting.Count == 0 || !_waiting.Remove(id, out var start))
            return [];
        start.Line.LetGo(start.Bytes);
        return start.Mail.All;
    }

    /// <summary>It is stored, refused, or gone: somebody else can begin. To say it again changes nothing.</summary>
    public void GiveBack(string id)
    {
        StartLine? line;
        lock (_lock)
            _places.Remove(id, out line);
        line?.Give();
    }

    /// <summary>Nothing is begun here any more.</summary>
    /// <returns>What waited.</returns>
    public IReadOnlyList<HeldMail> Close()
    {
        lock (_lock)
            _isClosed = true;
        var left = _waiting.Values.ToList();
        _waiting.Clear();
        left.ForEach(start => start.Line.LetGo(start.Bytes));
        return [.. left.Select(start => start.Mail)];
    }

    /// <summary>The region has ended, and with it all that had begun.</summary>
    /// <returns>What waited.</returns>
    public IReadOnlyList<HeldMail> GiveAllBack()
    {
        var left = Close();
        List<string> ids;
        lock (_lock)
            ids = [.. _places.Keys];
        ids.ForEach(GiveBack);
        return left;
    }

    /// <summary>For the line: the place is that of one that waits here.</summary>
    /// <returns>False: nothing waits here any more, or it has one.</returns>
    public bool TryGrant(string id, StartLine line)
    {
        lock (_lock)
            return !_isClosed && _places.TryAdd(id, line);
    }

    /// <summary>For the line: it is that one's turn.</summary>
    public void Call(string id) => region.Tell(new StartTurn(id), ActorRefs.NoSender);

    private static long BytesOf(ITransactionCommand start) => start switch
    {
        StartEnvelope envelope => envelope.Request.State?.Data.Length ?? 0,
        StartTransaction { State: Payload payload } => payload.Data.Length,
        _ => 0,
    };

    private readonly record struct Held(HeldMail Mail, StartLine Line, long Bytes);
}

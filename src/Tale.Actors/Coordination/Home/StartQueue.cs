using Akka.Actor;
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
    private readonly Dictionary<string, HeldMail> _waiting = [];
    private bool _isClosed;

    /// <summary>Whether a start may be begun now. If not it waits, and the region is told <see cref="StartTurn"/>.</summary>
    public bool TryBegin(ITransactionCommand start, IActorRef sender, StartLine line)
    {
        if (line.TryTake(this, start.TransactionId))
        {
            lock (_lock)
                _places[start.TransactionId] = line;
            return true;
        }
        var mail = new HeldMail();
        mail.Add(start, sender);
        _waiting[start.TransactionId] = mail;
        return false;
    }

    /// <summary>What comes for the id of a start that waits, waits with it.</summary>
    /// <returns>False: none waits.</returns>
    public bool TryHold(ITransactionCommand command, IActorRef sender)
    {
        if (_waiting.Count == 0 || !_waiting.TryGetValue(command.TransactionId, out var mail))
            return false;
        if (command is not WakeTransaction)
            mail.AddAgain(command, sender);
        return true;
    }

    /// <summary>A start whose turn has come, and what has come after it.</summary>
    /// <returns>Null: it does not wait any more.</returns>
    public HeldMail? TakeNext(string id)
    {
        if (_waiting.Remove(id, out var mail))
            return mail;
        GiveBack(id);
        return null;
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
        return left;
    }

    /// <summary>The region has ended, and with it all that had begun.</summary>
    public void GiveAllBack()
    {
        Close();
        List<string> ids;
        lock (_lock)
            ids = [.. _places.Keys];
        ids.ForEach(GiveBack);
    }

    /// <summary>For the line: the place is that of one that waits here.</summary>
    /// <returns>False: nothing waits here any more.</returns>
    public bool TryGrant(string id, StartLine line)
    {
        lock (_lock)
        {
            if (!_isClosed)
                _places[id] = line;
            return !_isClosed;
        }
    }

    /// <summary>For the line: it is that one's turn.</summary>
    public void Call(string id) => region.Tell(new StartTurn(id), ActorRefs.NoSender);
}

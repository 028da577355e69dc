using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Operations;

/// <summary>The page of transactions that has its turn: no more than so many at a time have their command and have not answered.</summary>
/// <param name="page">Their ids.</param>
/// <param name="isRepeat">Some of them may have had the command before this process began, and all may have changed since they were read.</param>
/// <param name="send">Sends a message about a transaction to the region.</param>
/// <param name="isWithin">Whether the database that a transaction is in is there: what it keeps from answering is no try.</param>
internal sealed class PageWork(
    Turns turns, IEnumerable<string> page, bool isRepeat, int maxInFlight, int maxTries, Action<ITransactionCommand> send, Func<string, bool> isWithin)
{
    private readonly Queue<string> _waiting = new(page);
    private readonly Dictionary<string, Turn> _inFlight = new(StringComparer.Ordinal);
    private bool _isStopped;

    /// <summary>What became of them since it was taken last.</summary>
    public Tally Settled { get; private set; } = Tally.None;

    public ImmutableArray<string> InFlight => [.. _inFlight.Keys.Order(StringComparer.Ordinal)];

    public bool IsOver => _inFlight.Count == 0 && _waiting.Count == 0;

    public void SendNext()
    {
        while (_inFlight.Count < maxInFlight && _waiting.TryDequeue(out var id))
        {
            var turn = _inFlight[id] = new Turn { IsToBeLookedAt = isRepeat || turns.LooksFirst };
            Send(id, turn);
        }
    }

    /// <summary>Sends again what has no answer that decides anything. One that was sent often enough is given up on.</summary>
    public void SendAgain()
    {
        foreach (var (id, turn) in _inFlight.ToList())
        {
            if (isWithin(id) && ++turn.Tries >= maxTries)
            {
                Settle(id, new OperationRefusal(id, turn.Trouble.Reason, turn.Trouble.Message) { IsFailure = true });
                continue;
            }
            Send(id, turn);
        }
    }

    /// <summary>An answer. One from a transaction that has had its turn is ignored, and so is one to what was asked before.</summary>
    public void Answered(IWithTransactionId answer)
    {
        var id = answer.TransactionId;
        if (!_inFlight.TryGetValue(id, out var turn) || (turn.AsksForView ? answer is ITransactionOutcome or CommandAccepted : answer is TransactionView))
            return;
        if (turn.IsToBeLookedAt && answer is TransactionView view)
        {
            if (turns.Look(view) is { } found)
                Decide(id, turn, found);
            else if (_isStopped)
                _inFlight.Remove(id);
            else
                Tell(id, turn);
            return;
        }
        Decide(id, turn, turns.Read(answer));
    }

    /// <summary>None of those that have not been told is told any more. Of a page that is repeated nobody knows which those are.</summary>
    public void Stop()
    {
        _waiting.Clear();
        _isStopped = true;
        if (isRepeat)
            return;   // the look will say
        foreach (var (id, _) in _inFlight.Where(turn => turn.Value.IsToBeLookedAt).ToList())
            _inFlight.Remove(id);
    }

    /// <summary>What is about to be stored.</summary>
    public Tally TakeSettled()
    {
        var settled = Settled;
        Settled = Tally.None;
        return settled;
    }

    private void Decide(string id, Turn turn, Turns.Verdict verdict)
    {
        switch (verdict)
        {
            case Turns.Verdict.Done:
                _inFlight.Remove(id);
                Settled = Settled.WithDone();
                break;
            case Turns.Verdict.Refused refused:
                Settle(id, new OperationRefusal(id, refused.Reason, refused.Message));
                break;
            case Turns.Verdict.Later later:
                turn.Trouble = (later.Reason, later.Message);
                turn.IsAskedAbout = false;
                break;
            case Turns.Verdict.Ask:
                turn.IsAskedAbout = true;
                Send(id, turn);
                break;
        }
    }

    private void Tell(string id, Turn turn)
    {
        turn.IsToBeLookedAt = false;
        Send(id, turn);
    }

    private void Send(string id, Turn turn) => send(turn.AsksForView ? new GetTransaction(id) : turns.CommandFor(id));

    private void Settle(string id, OperationRefusal refusal)
    {
        _inFlight.Remove(id);
        Settled = Settled.With(refusal);
    }

    /// <summary>One transaction that has its command.</summary>
    private sealed class Turn
    {
        public int Tries { get; set; }

        /// <summary>It has not been told, and is not until it has been looked at.</summary>
        public bool IsToBeLookedAt { get; set; }

        /// <summary>It has been told, and its view says what has become of that.</summary>
        public bool IsAskedAbout { get; set; }

        public bool AsksForView => IsToBeLookedAt || IsAskedAbout;

        public (RejectionReason Reason, string Message) Trouble { get; set; } =
            (RejectionReason.JournalUnavailable, "There was no answer.");
    }
}

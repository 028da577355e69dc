namespace Tale.Actors.Core;

/// <summary>
/// A log being read. It is folded while it can be; when the definition is missing or an event cannot be read, the rest is only summed up
/// and <see cref="Problem"/> says why. A log is never failed or dropped for that.
/// </summary>
internal sealed class LogReader(PlanCatalog plans)
{
    private TransactionState? _state;
    private long _lastSequenceNr;

    /// <summary>Null: the log is empty, or does not begin with a start.</summary>
    public LogSummary? Summary { get; private set; }

    /// <summary>Null: there is no transaction, or it cannot be folded.</summary>
    public TransactionState? State => Problem is null ? _state : null;

    public LogProblem? Problem { get; private set; }

    /// <summary>When the last event was written that can be read; the beginning of time without any.</summary>
    public DateTimeOffset LastAt { get; private set; } = DateTimeOffset.UnixEpoch;

    public void Add(Event e, long sequenceNr)
    {
        if (e is not Event.Unreadable)
            LastAt = e.At;
        if (e is Event.TransactionStarted started && Summary is null)
            Summary = LogSummary.Of(started);
        else if (e is not Event.Unreadable)
            Summary = Summary?.Apply(e);
        if (sequenceNr != _lastSequenceNr + 1 && Problem is not { IsHole: true })
            Problem = LogProblem.Hole(_lastSequenceNr, sequenceNr);
        else if (Problem is null)
            Fold(e, sequenceNr);
        _lastSequenceNr = sequenceNr;
    }

    private void Fold(Event e, long sequenceNr)
    {
        if (e is Event.Unreadable unreadable)
            Problem = LogProblem.Unreadable($"event {sequenceNr} ('{unreadable.Manifest}'): {unreadable.Problem}");
        else if (e is Event.TransactionStarted started && _state is null)
            Begin(started);
        else
            Apply(e, sequenceNr);
    }

    private void Begin(Event.TransactionStarted started)
    {
        var plan = plans.Find(started.Definition, started.Version);
        if (plan is null)
            Problem = LogProblem.Missing(
                $"The definition '{started.Definition}' v{started.Version} is not registered on this node. "
                + "Register it, and the transaction resumes.");
        else if (plan.Hash != started.Hash && (started.Format > 1 || plan.Source.LegacyHash != started.Hash))
            Problem = LogProblem.Missing(
                $"The definition '{started.Definition}' v{started.Version} has changed "
                + $"(hash {plan.Hash}; the transaction was started with {started.Hash}). "
                + "Give the new shape a new version and register the old one too, and the transaction resumes.");
        else
            _state = Evolve.Start(plan, started);
    }

    private void Apply(Event e, long sequenceNr)
    {
        try
        {
            _state = Evolve.Apply(_state ?? throw new IllegalTransitionException("The log does not begin with a start."), e);
        }
        catch (Exception error)   // Whatever a damaged log provokes concerns this transaction alone.
        {
            Problem = LogProblem.Unreadable($"event {sequenceNr}: {error.Message}");
        }
    }
}

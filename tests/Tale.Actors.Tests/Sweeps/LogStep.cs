using Tale.Actors.Core;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>A step as the checker reads the log.</summary>
internal sealed class LogStep(SweepStep spec)
{
    public SweepStep Spec => spec;

    public LogPhase Phase { get; set; }

    public int Attempt { get; set; }

    public bool IsWaiting { get; set; }

    /// <summary>When the attempt is due that waits; when a wait is over.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>An attempt may have taken effect that nobody has an answer of.</summary>
    public bool IsDoubtful { get; set; }

    public bool HasSignal { get; set; }

    /// <summary>An operator does not want to wait for its attempt any longer.</summary>
    public bool IsAbandoned { get; set; }

    /// <summary>That it succeeded, or is to be gone on without, is an operator's word.</summary>
    public bool IsByOperator { get; set; }

    /// <summary>Somebody says that it has not taken effect, or that its effect is to stay, whatever is true of it.</summary>
    public bool IsLeftInEffect => Phase is LogPhase.LeftUndone or LogPhase.Skipped || (Phase == LogPhase.Failed && IsDoubtful)
        || (Phase == LogPhase.Compensated && IsByOperator);

    public bool IsOpen => Phase is LogPhase.Executing or LogPhase.Compensating;

    public bool IsIssued => IsOpen && !IsWaiting;

    public bool IsAwaiting => Phase is LogPhase.Opened or LogPhase.Awaiting;

    public bool IsStuck => Phase is LogPhase.Escalated or LogPhase.Stuck;

    public bool HasSucceeded => Phase is LogPhase.Succeeded or LogPhase.Skipped;

    /// <summary>Nothing of it is left that could be undone, or there never was anything.</summary>
    public bool IsClear => !spec.HasUndo
        || Phase is LogPhase.None or LogPhase.Failed or LogPhase.Skipped or LogPhase.Compensated or LogPhase.LeftUndone;

    public AttemptRef Ref => new(spec.Path, Phase == LogPhase.Compensating ? Direction.Compensate : Direction.Execute, Attempt);

    public void Open(LogPhase phase) => (Phase, Attempt, IsWaiting, DueAt) = (phase, 1, false, null);

    public void Again(LogPhase phase) => (Phase, Attempt, IsWaiting, DueAt) = (phase, Attempt + 1, false, null);
}

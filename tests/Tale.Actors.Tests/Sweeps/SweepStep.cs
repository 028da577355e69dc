using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>What the checker knows of a step, said without the definition: what it comes after, and what it is given.</summary>
internal sealed record SweepStep(string Path, int Input, params string[] After)
{
    public SweepStepKind Kind { get; init; }

    public bool IsPivot { get; init; }

    /// <summary>How many attempts it has, unless an operator asks for more.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>Whether its failures leave open whether it took effect.</summary>
    public bool FailsInDoubt { get; init; }

    /// <summary>Of how many items at most something is under way.</summary>
    public int AtATime { get; init; } = int.MaxValue;

    public UnknownOutcomePolicy IfUnknown { get; init; }

    public WaitTimeoutPolicy OnTimeout { get; init; }

    /// <summary>Whether code is called for it that notes the call.</summary>
    public bool IsCalled => Kind == SweepStepKind.Called;

    /// <summary>Whether there is something to undo once it has taken effect.</summary>
    public bool HasUndo => Kind is SweepStepKind.Called or SweepStepKind.Child && !IsPivot;

    public bool IsWait => Kind is SweepStepKind.Signal or SweepStepKind.Delay;
}

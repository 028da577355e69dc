namespace Tale.Actors.Tests.Core.Properties;

/// <summary>How one attempt ends, to execute a step or to undo it.</summary>
public enum Try
{
    Succeeds,
    KeepsInput,
    FailsRetryably,

    /// <summary>It may be tried again, and may have taken effect.</summary>
    FailsInDoubt,

    FailsForGood,

    /// <summary>It has failed for good, and whoever says so knows of all attempts that none took effect: a child that left nothing.</summary>
    LeavesNothing,

    IsResumed,
    IsEscalated,
    IsUnknown,

    /// <summary>It took effect for certain, and its output cannot be stored.</summary>
    LosesOutput,
}

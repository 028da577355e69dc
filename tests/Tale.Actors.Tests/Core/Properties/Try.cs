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
    IsResumed,
    IsEscalated,
    IsUnknown,

    /// <summary>It took effect for certain, and its output cannot be stored.</summary>
    LosesOutput,
}

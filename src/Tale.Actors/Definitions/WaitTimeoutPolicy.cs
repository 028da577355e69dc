namespace Tale.Actors.Definitions;

/// <summary>What follows when a signal has not come in time.</summary>
public enum WaitTimeoutPolicy
{
    /// <summary>The wait has failed: what went before it is compensated.</summary>
    Compensate,

    /// <summary>The transaction is suspended for an operator. The signal may still come, and then it goes on.</summary>
    Suspend,

    /// <summary>The transaction goes on without the signal; the state stays as it is.</summary>
    Continue,
}

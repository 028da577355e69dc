namespace Tale.Actors.Definitions;

/// <summary>What happens when a compensation has failed for good, all its retries used up.</summary>
public enum CompensationFailurePolicy
{
    /// <summary>The default: undo what else can be undone, then suspend the transaction for an operator.</summary>
    Suspend = 0,

    /// <summary>
    /// talepy's way: go on with the rest and end as <see cref="Protocol.TransactionStatus.Failed"/>, all failures listed together.
    /// </summary>
    Continue = 1,
}

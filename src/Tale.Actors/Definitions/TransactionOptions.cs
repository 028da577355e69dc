namespace Tale.Actors.Definitions;

/// <summary>What happens when a compensation has failed for good, all its retries used up.</summary>
public enum CompensationFailurePolicy
{
    /// <summary>The default: undo what else can be undone, then suspend the transaction for an operator.</summary>
    Suspend = 0,

    /// <summary>talepy's way: go on with the rest and end as <see cref="Protocol.TransactionStatus.Failed"/>, all failures listed together.</summary>
    Continue = 1,
}

/// <summary>What may be said about a transaction as a whole.</summary>
public sealed class TransactionOptions
{
    internal CompensationFailurePolicy CompensationFailurePolicy { get; private set; }

    /// <summary>What happens when a compensation has failed for good. Default: <see cref="CompensationFailurePolicy.Suspend"/>.</summary>
    /// <param name="policy">The policy.</param>
    public TransactionOptions OnCompensationFailure(CompensationFailurePolicy policy)
    {
        CompensationFailurePolicy = policy;
        return this;
    }
}

/// <summary>What a concurrent block does when one of its branches has failed for good.</summary>
public enum BranchFailurePolicy
{
    /// <summary>The default, talepy's way: let running siblings finish, start nothing new, then undo what took effect.</summary>
    Wait = 0,

    /// <summary>Cancel the siblings' tokens, wait for them to end, then undo what took effect or may have.</summary>
    FailFast = 1,
}

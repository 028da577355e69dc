namespace Tale.Actors.Definitions;

/// <summary>Options of a transaction as a whole. Read once, when the definition begins; later changes have no effect on it.</summary>
public sealed class TransactionOptions
{
    internal TransactionSettings Settings { get; private set; } = TransactionSettings.Default;

    /// <summary>
    /// Sets what happens when a compensation has failed for good. Default: <see cref="CompensationFailurePolicy.Suspend"/>. The policy is
    /// part of <see cref="TransactionDefinition.Hash"/>.
    /// </summary>
    /// <param name="policy">The policy.</param>
    public TransactionOptions OnCompensationFailure(CompensationFailurePolicy policy)
    {
        Settings = Settings with { CompensationFailurePolicy = policy };
        return this;
    }
}

namespace Tale.Actors.Protocol;

/// <summary>How a transaction ended, or that it is suspended.</summary>
public interface ITransactionOutcome : IWithTransactionId
{
    /// <summary>The status that this outcome stands for.</summary>
    TransactionStatus Status { get; }
}

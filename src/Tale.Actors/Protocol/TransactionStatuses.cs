namespace Tale.Actors.Protocol;

internal static class TransactionStatuses
{
    /// <summary>Whether nothing follows it.</summary>
    public static bool IsFinal(this TransactionStatus status) =>
        status is TransactionStatus.Completed or TransactionStatus.Compensated or TransactionStatus.Failed;
}

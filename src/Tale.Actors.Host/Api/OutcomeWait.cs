using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api;

/// <summary>Waits for outcomes on behalf of requests.</summary>
internal static class OutcomeWait
{
    /// <summary>Waits until the transaction has ended or is suspended.</summary>
    /// <param name="client">The node's client.</param>
    /// <param name="id">The transaction's id.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="aborted">The request's caller is gone.</param>
    /// <returns>
    /// The transaction then; null when the wait is over first, also because the node is stopping: a start is stored, and that answer, with
    /// the id, is not taken back. Null, too, when there is no such transaction.
    /// </returns>
    public static async Task<TransactionView?> ForAsync(ITaleClient client, string id, TimeSpan patience, CancellationToken aborted)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        deadline.CancelAfter(patience);
        try
        {
            await client.WatchAsync(id, deadline.Token);
            return await client.GetAsync(id, aborted);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return null;
        }
        catch (TransactionRejectedException rejected) when (rejected.Reason == RejectionReason.Stopping)
        {
            return null;
        }
    }
}

using System.Runtime.CompilerServices;
using Tale.Actors.Protocol;

namespace Tale.Actors.Client;

/// <summary>Asks for one page after the other, and waits where there is none yet. It keeps the last revision and nothing else.</summary>
/// <param name="ask">Asks, for as long as it takes.</param>
/// <param name="pause">How long a trouble that passes is left alone.</param>
internal sealed class Follower(Func<GetHistory, CancellationToken, Task<object>> ask, TimeSpan pause, TimeProvider time)
{
    public async IAsyncEnumerable<HistoryEntry> FollowAsync(
        string transactionId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var question = new GetHistory(transactionId) { After = after, Limit = GetHistory.MaxLimit, WaitsForNews = true };
        while (true)
        {
            var answer = await ask(question, cancellationToken);
            if (answer is TransactionRejected { Reason: RejectionReason.JournalUnavailable or RejectionReason.Overloaded })
            {
                await Task.Delay(pause, time, cancellationToken);
                continue;
            }
            if (Page(answer) is not { } page)
                yield break;
            foreach (var entry in page.Entries)
                yield return entry;
            if (page.IsEnded)
                yield break;
            if (page.Entries.Count > 0)
                question = question with { After = page.Entries[^1].Revision };
        }
    }

    /// <summary>The page that an answer is; null: there is no such transaction.</summary>
    public static TransactionHistory? Page(object answer) => answer switch
    {
        TransactionHistory history => history,
        TransactionNotFound => null,
        TransactionRejected rejected => throw new TransactionRejectedException(rejected),
        _ => throw TaleClient.Unexpected(answer),
    };
}

using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Demo;
using Tale.Actors.Protocol;

namespace Tale.Actors.Torture.Support;

/// <summary>Waits for what a node shows over HTTP, up to a deadline.</summary>
internal static class Polling
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task<TransactionDto> UntilAsync(this NodeApi api, string id, Func<TransactionDto, bool> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var seen = await api.GetAsync(id, deadline.Token);
        while (!condition(seen))
        {
            Assert.False(deadline.IsCancellationRequested, $"It did not happen within {Deadline}; the last that was seen: {seen}");
            await Task.Delay(10);   // between polls, not before an assertion
            seen = await api.GetAsync(id, CancellationToken.None);
        }
        return seen;
    }

    /// <summary>Waits until the services' ledgers have at least this many rows.</summary>
    public static async Task UntilEffectsAsync(this NodeApi api, int rows)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while ((await api.LedgersAsync(deadline.Token)).Count < rows)
            await Task.Delay(10, deadline.Token);
    }

    public static bool Is(this TransactionDto transaction, string step, StepStatus status) =>
        transaction.Steps.Any(candidate => candidate.Path == step && candidate.Status == status);

    public static bool HasEnded(this TransactionDto transaction) => transaction.Status
        is TransactionStatus.Completed or TransactionStatus.Compensated or TransactionStatus.Failed or TransactionStatus.Suspended;
}

using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>One transaction with 2,000 branches, each a step that takes a second.</summary>
internal static class ConcurrentCase
{
    private const int Branches = 2_000;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        var definition = Transaction.Define<int>("fan-out")
            .Concurrent(
                "block", Enumerable.Repeat<Func<TransactionBuilder<int, int>, TransactionBuilder<int, int>>>(
                    branch => branch.Step("wait", WaitAsync), Branches),
                (_, results) => results.Count)
            .Build();
        await using var journal = await JournalChoice.OpenAsync(options.Journal);
        await using var tale = BenchmarkSystem.Start(journal, options.Hocon, definition);
        var runs = await FixedRuns.RunAsync($"{Branches} steps of 1 s", journal, async _ =>
        {
            var outcome = await tale.Client.RunAsync(definition, 0);
            if (outcome is not { Status: TransactionStatus.Completed, Result: Branches })
                throw new InvalidOperationException($"The block ended {outcome.Status} with {outcome.Result}.");
        });
        Measurement.OfRuns("concurrent", options with { InFlight = Branches }, runs).Print(options.Json);
        return 0;
    }

    private static async Task<int> WaitAsync(int state)
    {
        await Task.Delay(TimeSpan.FromSeconds(1));
        return state + 1;
    }
}

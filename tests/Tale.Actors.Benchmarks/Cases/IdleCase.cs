using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>The memory of transactions that wait for a retry that is an hour away.</summary>
internal static class IdleCase
{
    private static readonly TransactionDefinition<int, int> Definition = Transaction.Define<int>("waiting")
        .Step("busy", int (int _) => throw new InvalidOperationException("busy"), configure: step => step.Retry(RetryPolicy.Exponential(1, TimeSpan.FromHours(1), TimeSpan.FromHours(1))))
        .Build();

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        const int Count = 20_000;
        await using var journal = await JournalChoice.OpenAsync(options.Journal);
        await using var tale = BenchmarkSystem.Start(journal, options.Hocon, Definition);
        await StartAsync(tale.Client, "warm-up", Count / 4);
        var before = Heap();
        await StartAsync(tale.Client, "waiting", Count);
        var after = Heap();
        Console.WriteLine(options.Json
            ? $$"""{"case":"idle","journal":"{{options.Journal}}","transactions":{{Count}},"bytesPerTransaction":{{(after - before) / Count}}}"""
            : $"idle           {options.Journal,-10} {Count:N0} waiting transactions  {(after - before) / Count:N0} bytes of heap each");
        return 0;
    }

    private static async Task StartAsync(ITaleClient client, string prefix, int count)
    {
        foreach (var chunk in Enumerable.Range(0, count).Chunk(1_000))
            await Task.WhenAll(chunk.Select(number => client.StartAsync(Definition.Name, number, new StartOptions { TransactionId = $"{prefix}-{number}" })));
        // Asking each one after it failed once shows that it waits.
        foreach (var chunk in Enumerable.Range(0, count).Chunk(1_000))
            await Task.WhenAll(chunk.Select(number => UntilRetryingAsync(client, $"{prefix}-{number}")));
    }

    private static async Task UntilRetryingAsync(ITaleClient client, string id)
    {
        while ((await client.GetAsync(id))?.Steps[0].Status != StepStatus.Retrying)
            await Task.Delay(20);
    }

    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}

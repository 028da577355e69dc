using Akka.Actor;
using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>The memory of transactions that wait for a retry that is an hour away.</summary>
internal static class IdleCase
{
    private const int Count = 100_000;

    // Tale's journals remember the numbers of up to 50,000 persistence ids. Full before the first look, they do not count.
    private const int Before = 60_000;

    private static readonly TransactionDefinition<int, int> Definition = Transaction.Define<int>("waiting")
        .Step("busy", int (int _) => throw new InvalidOperationException("busy"), step => step.Retry(RetryPolicy.Exponential(1, TimeSpan.FromHours(1), TimeSpan.FromHours(1))))
        .Build();

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await using var journal = await JournalChoice.OpenAsync(options.Journal);
        await using var tale = BenchmarkSystem.Start(journal, options.Hocon, Definition);
        await StartAsync(tale.Client, "before", Before);
        var before = await HeapAsync(tale.System);
        await StartAsync(tale.Client, "waiting", Count);
        var after = await HeapAsync(tale.System);
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

    /// <summary>
    /// Akka's timer wheel lets go of a cancelled timer, and of the actor that it was for, when its hand comes by: a turn later at most.
    /// </summary>
    private static async Task<long> HeapAsync(ActorSystem system)
    {
        var scheduler = system.Settings.Config.GetConfig("akka.scheduler");
        await Task.Delay(2 * scheduler.GetInt("ticks-per-wheel") * scheduler.GetTimeSpan("tick-duration"));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}

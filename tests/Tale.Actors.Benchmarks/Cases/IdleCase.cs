using Akka.Actor;
using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>What transactions hold that wait three days for a signal: memory, and actors.</summary>
internal static class IdleCase
{
    private const int Count = 100_000;

    // Tale's journals remember the numbers of up to 50,000 persistence ids. Full before the first look, they do not count.
    private const int Before = 60_000;

    private static readonly TransactionDefinition<int, int> Definition = Transaction.Define<int>("waiting")
        .Step("hold", (int seats) => seats)
        .WaitFor("approval", TimeSpan.FromDays(3))
        .Build();

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await using var journal = await JournalChoice.OpenAsync(options.Journal);
        await using var tale = BenchmarkSystem.Start(journal, options.Hocon, Definition);
        await StartAsync(tale.Client, "before", Before);
        var before = await HeapAsync(tale.System);
        await StartAsync(tale.Client, "waiting", Count);
        var after = await HeapAsync(tale.System);
        var actors = ((ActorRefWithCell)TaleExtension.For(tale.System).Region).Children.Count();
        Console.WriteLine(options.Json
            ? $$"""{"case":"idle","journal":"{{options.Journal}}","transactions":{{Count}},"bytesPerTransaction":{{(after - before) / Count}},"actors":{{actors}}}"""
            : $"idle           {options.Journal,-10} {Count:N0} waiting transactions  {(after - before) / Count:N0} bytes of heap each, {actors} actors in all");
        return 0;
    }

    private static async Task StartAsync(ITaleClient client, string prefix, int count)
    {
        foreach (var chunk in Enumerable.Range(0, count).Chunk(1_000))
            await Task.WhenAll(chunk.Select(number => client.StartAsync(Definition.Name, number, new StartOptions { TransactionId = $"{prefix}-{number}" })));
        // Asking each one shows that it waits.
        foreach (var chunk in Enumerable.Range(0, count).Chunk(1_000))
            await Task.WhenAll(chunk.Select(number => UntilWaitingAsync(client, $"{prefix}-{number}")));
    }

    private static async Task UntilWaitingAsync(ITaleClient client, string id)
    {
        while ((await client.GetAsync(id))?.Steps[1].Status != StepStatus.Waiting)
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

using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;
using Tale.Actors.Definitions;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>The holiday booking on an empty store, and on one with many finished transactions.</summary>
internal static class StoredCase
{
    private static readonly TransactionDefinition<int, int> Filler = Transaction.Define<int>("filler")
        .Step("count", (int state) => state + 1).Build();

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await using var journal = await JournalChoice.OpenAsync(options.Journal);
        await using var tale = BenchmarkSystem.Start(journal, options.Hocon, Holiday.Definition, Filler);
        var empty = await MeasureAsync("stored-0", options, journal, tale.Client);
        await FillAsync(tale.Client, options.Stored);
        var full = await MeasureAsync($"stored-{options.Stored}", options, journal, tale.Client);
        Console.Error.WriteLine(
            $"  with {options.Stored:N0} stored: {full.PerSecond / empty.PerSecond:N2} x the throughput of the empty store");
        return 0;
    }

    private static async Task<Measurement> MeasureAsync(string name, BenchmarkOptions options, JournalChoice journal, ITaleClient client)
    {
        var measurement = await ClosedLoop.RunAsync(
            name, options, journal, _ => Holiday.BookAsync(client));
        measurement.Print(options.Json);
        return measurement;
    }

    private static async Task FillAsync(ITaleClient client, int count)
    {
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, 512).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= count)
            {
                await client.RunAsync(Filler, number);
                if (number % 50_000 == 0)
                    Console.Error.WriteLine($"  {number:N0} of {count:N0} stored");
            }
        })));
    }
}

using System.Diagnostics;
using System.Globalization;
using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>
/// One transaction of more and more trivial steps, one after the other, in branches and as items: what each step costs should not depend on how
/// many there are.
/// </summary>
internal static class GrowthCase
{
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await using var journal = await JournalChoice.OpenAsync(options.Journal);
        TransactionDefinition<int, int>[] all =
        [
            .. new[] { 4, 16, 100, 1_000, 5_000 }.Select(Steps), .. new[] { 16, 100, 1_000, 10_000, 30_000 }.Select(Branches), Items(),
        ];
        await using var tale = BenchmarkSystem.Start(journal, $"tale.max-items = 100000\n{options.Hocon}", all);
        foreach (var definition in all[..^1])
            await MeasureAsync(tale.Client, options, definition, Count(definition), 0);
        foreach (var items in new[] { 16, 100, 1_000, 10_000, 30_000 })
            await MeasureAsync(tale.Client, options, all[^1], items, items);
        return 0;
    }

    private static async Task MeasureAsync(
        ITaleClient client, BenchmarkOptions options, TransactionDefinition<int, int> definition, int count, int state)
    {
        // As often as makes 10,000 steps, at least once; once before, unmeasured, where that is quick.
        var times = Math.Max(1, 10_000 / count);
        for (var i = 0; i < Math.Min(times - 1, 20); i++)
            await client.RunAsync(definition, state);
        var (before, watch) = (GC.GetTotalAllocatedBytes(precise: true), Stopwatch.StartNew());
        for (var i = 0; i < times; i++)
        {
            var outcome = await client.RunAsync(definition, state);
            if (outcome.Status != TransactionStatus.Completed)
                throw new InvalidOperationException($"{definition} with {count} ended {outcome.Status}: {outcome.Failure?.Message}");
        }
        var bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / times / count;
        var ms = watch.Elapsed.TotalMilliseconds / times;
        Console.WriteLine(options.Json
            ? string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"case":"growth","journal":"{{options.Journal}}","kind":"{{definition.Name}}","count":{{count}},"bytesPerStep":{{bytes}},"ms":{{ms:F1}}}""")
            : string.Create(CultureInfo.InvariantCulture, $"growth         {options.Journal,-10} {count,6} {definition.Name,-14} {bytes,8:N0} bytes a step  {ms,9:N1} ms"));
    }

    private static int Count(TransactionDefinition definition) => definition.Version;

    // The version says how many steps there are.
    private static TransactionDefinition<int, int> Steps(int count) => Enumerable.Range(0, count)
        .Aggregate(Transaction.Define<int>("steps", count), (steps, i) => steps.Step($"s{i}", (int state) => state + 1)).Build();

    private static TransactionDefinition<int, int> Branches(int count) => Transaction.Define<int>("branches", count).Concurrent(
        "block", Enumerable.Repeat<Func<TransactionBuilder<int, int>, TransactionBuilder<int, int>>>(
            branch => branch.Step("one", (int state) => state + 1), count),
        (_, results) => results.Count).Build();

    private static TransactionDefinition<int, int> Items() => Transaction.Define<int>("items").ForEach(
        "block", count => Enumerable.Range(0, count), item => item.Step("one", (int state) => state + 1), (_, results) => results.Count).Build();
}

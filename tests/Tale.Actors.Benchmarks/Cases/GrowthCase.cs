using System.Diagnostics;
using System.Globalization;
using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>
/// One transaction of more and more trivial steps, one after the other, in branches, as items and in blocks within blocks, and with a larger and larger
/// state: what each step, or byte, costs should not depend on how many there are.
/// </summary>
internal static class GrowthCase
{
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await using var journal = await JournalChoice.OpenAsync(options.Journal);
        TransactionDefinition<int, int>[] all =
        [
            .. new[] { 4, 16, 100, 1_000, 5_000 }.Select(Steps), .. new[] { 16, 100, 1_000, 10_000, 30_000 }.Select(Branches),
            .. new[] { 4, 16, 64 }.Select(Nested), Items(),
        ];
        var large = State();
        await using var tale = BenchmarkSystem.Start(journal, $"tale.max-items = 100000\n{options.Hocon}", [.. all, large]);
        List<GrowthPoint> curves = [];
        foreach (var definition in all[..^1])
            curves.Add(await MeasureAsync(tale.Client, options, definition, Count(definition), 0, "step"));
        foreach (var items in new[] { 16, 100, 1_000, 10_000, 30_000 })
            curves.Add(await MeasureAsync(tale.Client, options, all[^1], items, items, "step"));
        foreach (var kilobytes in new[] { 1, 10, 100, 900 })
            await MeasureAsync(tale.Client, options, large, kilobytes, new string('x', kilobytes * 1024), "kB of state");
        if (options.Picture is { } picture)
            await File.WriteAllTextAsync(picture, GrowthPicture.Of(curves));
        return 0;
    }

    private static async Task<GrowthPoint> MeasureAsync<T>(
        ITaleClient client, BenchmarkOptions options, TransactionDefinition<T, T> definition, int count, T state, string unit)
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
                $$"""{"case":"growth","journal":"{{options.Journal}}","kind":"{{definition.Name}}","count":{{count}},"bytesEach":{{bytes}},"ms":{{ms:F1}}}""")
            : string.Create(CultureInfo.InvariantCulture, $"growth         {options.Journal,-10} {count,6} {definition.Name,-14} {bytes,8:N0} bytes a {unit}  {ms,9:N1} ms"));
        return new(definition.Name, count, bytes);
    }

    private static int Count(TransactionDefinition definition) => definition.Version;

    // The version says how many steps there are.
    private static TransactionDefinition<int, int> Steps(int count) => Enumerable.Range(0, count)
        .Aggregate(Transaction.Define<int>("steps", count), (steps, i) => steps.Step($"s{i}", (int state) => state + 1)).Build();

    private static TransactionDefinition<int, int> Branches(int count) => Transaction.Define<int>("branches", count).Concurrent(
        "block", Enumerable.Repeat<Func<TransactionBuilder<int, int>, TransactionBuilder<int, int>>>(
            branch => branch.Step("one", (int state) => state + 1), count),
        (_, results) => results.Count).Build();

    /// <summary>Each block has a step and another block: as many steps as blocks, and one.</summary>
    private static TransactionDefinition<int, int> Nested(int count) => Nest(Transaction.Define<int>("blocks", count), count).Build();

    private static TransactionBuilder<int, int> Nest(TransactionBuilder<int, int> builder, int depth) => depth == 0
        ? builder.Step("innermost", (int state) => state + 1)
        : builder.Concurrent("block", [branch => branch.Step("one", (int state) => state + 1), branch => Nest(branch, depth - 1)], (_, results) => results.Count);

    private static TransactionDefinition<string, string> State() => Enumerable.Range(0, 4)
        .Aggregate(Transaction.Define<string>("state"), (steps, i) => steps.Step($"s{i}", (string state) => state)).Build();

    private static TransactionDefinition<int, int> Items() => Transaction.Define<int>("items").ForEach(
        "block", count => Enumerable.Range(0, count), item => item.Step("one", (int state) => state + 1), (_, results) => results.Count).Build();
}

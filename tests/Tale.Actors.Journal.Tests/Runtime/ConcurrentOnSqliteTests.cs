using System.Diagnostics;
using Tale.Actors.Definitions;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Runtime;

/// <summary>Measures; runs while no other test does.</summary>
[Collection(Timed.Name)]
public sealed class ConcurrentOnSqliteTests : IDisposable
{
    private readonly SqliteTestStore _store = new();

    [Fact]
    public async Task Row21_2000_steps_that_sleep_a_second_finish_within_five_on_SQLite()
    {
        var branches = Enumerable.Range(0, 2_000).Select<int, Func<TransactionBuilder<int, int>, TransactionBuilder<int, string>>>(
            _ => branch => branch.Step("sleep", async _ => { await Task.Delay(TimeSpan.FromSeconds(1)); return "okay"; }));
        var definition = Transaction.Define<int>("t").Concurrent("all", branches, (_, results) => results.Count(result => result == "okay"))
            .Build();
        await using var node = Node.Start(_store, definition);
        await node.RunAsync(definition, 0, "warm-up");

        var watch = Stopwatch.StartNew();
        var outcome = await node.RunAsync(definition, 0);
        watch.Stop();

        Assert.Equal(2_000, outcome.Result);
        // talepy's own bound, which also holds on a busy machine; the benchmark's case 'concurrent' measures how long it really takes.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed.TotalSeconds:0.00} s.");
    }

    public void Dispose() => _store.Dispose();
}

/// <summary>Tests that measure time: none of them runs beside another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Timed
{
    public const string Name = "timed";
}

using System.Collections.Immutable;
using Tale.Actors.Core;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Conformance;

/// <summary>Retention at work and backups made while many transactions run: nothing is lost, and a copy is whole.</summary>
public abstract class BackupConformance(ITestStore store)
    : JournalTests(store, $"{store.PluginId}.retention {{ keep = 1h, interval = 50ms, batch-size = 7 }}")
{
    private const int Rounds = 24;
    private const int EachRound = 10;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    [SkippableFact]
    [Trait("failure", "F66")]
    [Trait("invariant", "I1")]
    public async Task Retention_and_backups_under_load_lose_nothing_and_leave_nothing_half()
    {
        var copies = new List<(int Rounds, Task<ITestStore> Copy)>();
        for (var round = 0; round < Rounds; round++)
        {
            if (round % 6 == 2)
            {
                var number = copies.Count;
                copies.Add((round, Task.Run(() => CopyAsync(number))));
            }
            RunRound(round);
        }

        foreach (var (rounds, copying) in copies)
        {
            using var copy = await copying.WaitAsync(_patience);
            AssertWhole(copy);
            // What was acknowledged before the backup began is in it.
            Assert.InRange(Transactions(copy, "open"), rounds * EachRound, Rounds * EachRound);
            Assert.InRange(Transactions(copy, "recent"), rounds * EachRound, Rounds * EachRound);
            AssertOpens(copy, rounds);
        }
        AwaitAssert(() => Assert.Equal(0, Transactions(Store, "old")), _patience);
        Assert.Equal((Rounds * EachRound, Rounds * EachRound), (Transactions(Store, "open"), Transactions(Store, "recent")));
        AssertWhole(Store);
    }

    /// <summary>Makes a copy of the running journal as an operator does, and checks what the database can check of it.</summary>
    /// <param name="number">How many were made before.</param>
    protected abstract Task<ITestStore> CopyAsync(int number);

    private static long Transactions(ITestStore store, string prefix) =>
        store.Count($"SELECT count(*) FROM tale_transaction WHERE transaction_id LIKE '{prefix}-%'");

    // No events without their id or index row, no row without its log, and each log has what its row says.
    private static void AssertWhole(ITestStore store)
    {
        Assert.Equal(0, store.Count("SELECT count(*) FROM tale_event WHERE id NOT IN (SELECT id FROM tale_transaction)"));
        Assert.Equal(0, store.Count("SELECT count(*) FROM tale_event WHERE id NOT IN (SELECT id FROM tale_persistence_id)"));
        Assert.Equal(0, store.Count("""
            SELECT count(*) FROM tale_transaction t WHERE (SELECT count(*) FROM tale_event e WHERE e.id = t.id)
                <> CASE WHEN status = 4 THEN 2 ELSE 1 END
            """));
    }

    private static void AssertOpens(ITestStore copy, int rounds)
    {
        using (var writer = copy.Open().OpenWriter())
            writer.Probe(1_000);
        using var reader = copy.Open().OpenReader();
        Assert.Equal([1, 2], reader.HighestSequenceNrs([$"tale-open-{rounds - 1}-0", $"tale-recent-{rounds - 1}-0"]));
    }

    private void RunRound(int round)
    {
        (string Prefix, DateTimeOffset At)[] kinds = [("old", _now.AddHours(-2)), ("recent", _now), ("open", _now)];
        var all = kinds.SelectMany(kind => Enumerable.Range(0, EachRound).Select(i => (Id: $"{kind.Prefix}-{round}-{i}", kind.At))).ToList();
        var started = all.ConvertAll(x => Send($"tale-{x.Id}", 1, new Event.TransactionStarted(
            x.At, x.Id, "d", 1, "h", new Payload("s", new byte[2_000]), ImmutableDictionary<string, string>.Empty)));
        Assert.All(started, write => Assert.True(write.Succeeded()));
        var ended = all.FindAll(x => !x.Id.StartsWith("open", StringComparison.Ordinal))
            .ConvertAll(x => Send($"tale-{x.Id}", 2, new Event.TransactionCompleted(x.At)));
        Assert.All(ended, write => Assert.True(write.Succeeded()));
    }
}

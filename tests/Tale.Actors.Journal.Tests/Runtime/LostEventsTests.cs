using System.Collections.Concurrent;
using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Tale.Actors.Definitions;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Runtime;

/// <summary>A log that is found with a hole: visibly suspended, never appended to, whole again once its events are back.</summary>
[Trait("failure", "F62")]
public abstract class LostEventsTests(ITestStore store) : IDisposable
{
    private readonly Gate _gate = new();

    [SkippableTheory]
    [InlineData(1, "lost its beginning: its first event is number 2")]
    [InlineData(2, "has a hole: event 3 follows event 1")]
    public async Task A_transaction_whose_log_has_a_hole_is_suspended_visibly_and_nothing_is_appended(int lost, string reason)
    {
        await LeaveOpenAsync("sick", "well");
        Lose("sick", lost);
        var before = Numbers("sick");
        var open = new Gate();
        open.Open();

        await using (var second = Node.Start(store, Definition(open)))
        {
            var row = await second.ListedAsync("sick", row => row.Status == TransactionStatus.Suspended);
            Assert.Contains(reason, row.Failure, StringComparison.Ordinal);
            Assert.NotNull(row.DueAt);
            await second.ListedAsync("well", row => row.Status == TransactionStatus.Completed);
            var view = await second.Client.GetAsync("sick").WaitAsync(Node.Patience);
            Assert.Equal(TransactionStatus.Suspended, view!.Status);
            Assert.Contains(reason, view.SuspendedReason, StringComparison.Ordinal);
            var outcome = Assert.IsType<TransactionSuspended>(await second.Client.WatchAsync("sick").WaitAsync(Node.Patience));
            Assert.Contains(reason, outcome.Reason, StringComparison.Ordinal);
        }

        Assert.Equal(before, Numbers("sick"));
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Once_its_events_are_back_it_goes_on(int lost)
    {
        await LeaveOpenAsync("sick");
        Lose("sick", lost);
        var open = new Gate();
        open.Open();
        await using (var second = Node.Start(store, Definition(open)))
            await second.ListedAsync("sick", row => row.Status == TransactionStatus.Suspended);

        store.Execute(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO tale_event SELECT * FROM good WHERE sequence_nr = {lost}"));
        await using var third = Node.Start(store, Definition(open));

        var row = await third.ListedAsync("sick", row => row.Status == TransactionStatus.Completed);
        Assert.Null(row.Failure);
        Assert.Equal(new TransactionCompleted("sick", 4), await third.Client.WatchAsync("sick").WaitAsync(Node.Patience));
    }

    [SkippableFact]
    public async Task A_hole_is_one_warning_in_the_log()
    {
        await using var node = Node.Start(store, "akka.loglevel = WARNING", Definition(_gate));
        await node.StartAsync("t", 1, "sick");
        await _gate.Reached;
        var warnings = new ConcurrentQueue<string>();
        node.System.EventStream.Subscribe(node.System.ActorOf(Props.Create(() => new Listener(warnings))), typeof(Warning));
        Lose("sick", 1);

        node.System.ActorSelection(node.Tale.Region.Path / "sick").Tell(Kill.Instance);
        await node.ListedAsync("sick", row => row.Status == TransactionStatus.Suspended);
        // Each question reads the log again.
        for (var i = 0; i < 3; i++)
            Assert.Equal(TransactionStatus.Suspended, (await node.Client.GetAsync("sick").WaitAsync(Node.Patience))!.Status);
        var refused = await Assert.ThrowsAsync<TransactionRejectedException>(() => node.StartAsync("t", 1, "sick"));

        Assert.Contains("lost its beginning", refused.Message, StringComparison.Ordinal);
        await Eventually.IsAsync(() => Task.FromResult(warnings.Count(IsAboutIt)), count => count == 1);

        static bool IsAboutIt(string line) =>
            line.Contains("Transaction sick is suspended: The log has lost its beginning", StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("failure", "F19")]
    public async Task A_hole_that_is_found_while_nothing_can_be_stored_is_shown_once_something_can()
    {
        await using var node = Node.Start(store, FaultyJournal.Use(store, out var faulty), Definition(_gate));
        await node.StartAsync("t", 1, "sick");
        await _gate.Reached;
        Lose("sick", 1);
        faulty.FailAt(1, Fault.Refused);

        node.System.ActorSelection(node.Tale.Region.Path / "sick").Tell(Kill.Instance);

        // Nobody asks about it.
        await node.ListedAsync("sick", row => row.Status == TransactionStatus.Suspended);
        Assert.True(faulty.HasFailed);
    }

    [SkippableFact]
    [Trait("invariant", "I17")]
    public async Task An_id_whose_log_had_a_hole_and_that_is_used_again_is_brought_back_like_any_other()
    {
        await using var node = Node.Start(store, Definition(_gate));
        await node.StartAsync("t", 1, "sick");
        await _gate.Reached;
        Lose("sick", 1);
        node.System.ActorSelection(node.Tale.Region.Path / "sick").Tell(Kill.Instance);
        await node.ListedAsync("sick", row => row.Status == TransactionStatus.Suspended);
        // As by a restore to a time at which it had not begun.
        store.Execute("""
            DELETE FROM tale_event WHERE id IN (SELECT id FROM good);
            DELETE FROM tale_transaction WHERE id IN (SELECT id FROM good);
            DELETE FROM tale_persistence_id WHERE id IN (SELECT id FROM good)
            """);

        await node.StartAsync("t", 1, "sick");
        await Node.UntilAsync(() => Numbers("sick").Length == 3);
        node.System.ActorSelection(node.Tale.Region.Path / "sick").Tell(Kill.Instance);
        await Node.UntilAsync(() => Numbers("sick").Length > 3);   // taken over
        _gate.Open();

        await node.ListedAsync("sick", row => row.Status == TransactionStatus.Completed);
    }

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Three events each: started, one, two.</summary>
    private async Task LeaveOpenAsync(params string[] ids)
    {
        await using var first = Node.Start(store, Definition(_gate));
        foreach (var id in ids)
            await first.StartAsync("t", 1, id);
        await Eventually.IsAsync(() => Task.FromResult(ids.All(id => Numbers(id).Length == 3)), all => all);
    }

    private void Lose(string id, int number) => store.Execute(string.Create(CultureInfo.InvariantCulture, $"""
        CREATE TABLE good AS SELECT * FROM tale_event WHERE id = (SELECT id FROM tale_persistence_id WHERE persistence_id = 'tale-{id}');
        DELETE FROM tale_event WHERE sequence_nr = {number} AND id IN (SELECT id FROM good)
        """));

    private long[] Numbers(string id)
    {
        using var reader = store.Open().OpenReader();
        var log = new ReplayRead(TransactionIds.PersistenceIdOf(id), 1, long.MaxValue, 100);
        reader.Replay([log], long.MaxValue);
        return [.. log.Events.Select(stored => stored.SequenceNr)];
    }

    private static TransactionDefinition<int, int> Definition(Gate gate) => Transaction.Define<int>("t").Step("one", n => n + 1).Step("two", n => n + 1)
        .Step("three", async n => { await gate.PassAsync(); return n + 1; }).Build();

    private sealed class Listener : UntypedActor
    {
        private readonly ConcurrentQueue<string> _lines;

        public Listener(ConcurrentQueue<string> lines) => _lines = lines;

        protected override void OnReceive(object message) => _lines.Enqueue(((LogEvent)message).Message.ToString()!);
    }
}

public sealed class LostEventsOnSqliteTests() : LostEventsTests(new SqliteTestStore());

public sealed class LostEventsOnPostgresTests() : LostEventsTests(new PostgresTestStore());

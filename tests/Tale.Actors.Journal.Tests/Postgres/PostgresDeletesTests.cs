using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.TestKit;
using Npgsql;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Postgres;

/// <summary>Others lock, rebuild and index the tables: deletes wait and are tried again, and writes do not notice.</summary>
public sealed class PostgresDeletesTests : JournalTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    private readonly PostgresTestStore _store;

    public PostgresDeletesTests() : this(new PostgresTestStore()) { }

    private PostgresDeletesTests(PostgresTestStore store)
        : base(store, $"{store.PluginId}.retention {{ keep = 1h, interval = 50ms, batch-size = 3 }}") => _store = store;

    [SkippableTheory]
    [InlineData("SELECT * FROM tale_event FOR UPDATE")]   // row locks
    [InlineData("SELECT * FROM tale_persistence_id FOR UPDATE")]
    [InlineData("UPDATE tale_event SET writer = writer")]   // what a delete has to wait for: it may have written before the mark
    [Trait("failure", "F66")]
    public void A_delete_waits_for_an_open_transaction_of_somebody_else_and_no_write_does(string locked)
    {
        Write(Id, 1, "a", "b", "c");
        var deleted = CreateTestProbe();
        using (var other = _store.Connect())
        using (other.BeginTransaction())
        {
            Execute(other, locked);

            Delete(Id, 2, deleted);
            AwaitTries(other);
            for (var i = 0; i < 5; i++)
                Write($"{Id}-neighbour-{i}", 1, "x");

            deleted.ExpectNoMsg(TimeSpan.Zero);
            Assert.Null(((IAdmission)Index).Refusal);
        }

        deleted.ExpectMsg<DeleteMessagesSuccess>(_patience);
        Assert.Equal(["c"], Replay(Id).Payloads);
        Assert.Equal(1, _store.Count($"SELECT count(*) FROM tale_event JOIN tale_persistence_id p USING (id) WHERE p.persistence_id = '{Id}'"));
    }

    [SkippableFact]
    [Trait("failure", "F66")]
    public void Retention_waits_for_an_open_transaction_of_somebody_else_and_no_write_does()
    {
        using (var other = _store.Connect())
        {
            Start("held", _now.AddHours(-2));
            using var _ = other.BeginTransaction();
            Execute(other, "SELECT * FROM tale_event FOR UPDATE");
            Write("tale-held", 2, new Event.TransactionCompleted(_now.AddHours(-2)));

            AwaitTries(other);
            for (var i = 0; i < 5; i++)
                Write($"{Id}-neighbour-{i}", 1, "x");
            Assert.Null(((IAdmission)Index).Refusal);
            Assert.Equal(2, Replay("tale-held").Events.Count);
        }

        AwaitAssert(() => Assert.Equal(0, Replay("tale-held").HighestSequenceNr), _patience);
    }

    [SkippableFact]
    [Trait("failure", "F66")]
    public void A_delete_and_the_writes_beside_it_come_through_a_table_that_was_locked()
    {
        Write(Id, 1, "a", "b");
        var deleted = CreateTestProbe();
        Written write;
        using (var other = _store.Connect())
        using (other.BeginTransaction())
        {
            Execute(other, "LOCK TABLE tale_event IN ACCESS EXCLUSIVE MODE");
            Delete(Id, 1, deleted);
            AwaitTries(other);
            write = Send($"{Id}-neighbour", 1, "x");
        }

        Assert.True(write.Succeeded());
        deleted.ExpectMsg<DeleteMessagesSuccess>(_patience);
    }

    [SkippableTheory]
    [InlineData("VACUUM (FULL) tale_event", "SELECT 1")]
    [InlineData("CREATE INDEX of_somebody_else ON tale_event (written_at)", "DROP INDEX of_somebody_else")]
    [InlineData("BEGIN; LOCK TABLE tale_event IN SHARE MODE; COMMIT", "SELECT 1")]
    [Trait("failure", "F66")]
    public async Task Deletes_retention_and_writes_go_on_while_others_work_on_the_tables(string work, string undo)
    {
        using var stop = new CancellationTokenSource();
        Write($"{Id}-first", 1, new byte[100_000]);
        var working = Task.Run(() =>
        {
            using var other = _store.Connect();
            var rounds = 0;
            for (; !stop.IsCancellationRequested || rounds < 3; rounds++)
            {
                Execute(other, work);
                Execute(other, undo);
            }
        });
        var deleted = CreateTestProbe();
        const int rounds = 20;
        for (var i = 0; i < rounds; i++)
        {
            Write($"{Id}-{i}", 1, "a", new byte[10_000]);
            Delete($"{Id}-{i}", 1, deleted);
            Start($"ended-{i}", _now.AddHours(-2));
            Write($"tale-ended-{i}", 2, new Event.TransactionCompleted(_now.AddHours(-2)));
            Assert.Null(((IAdmission)Index).Refusal);
        }
        for (var i = 0; i < rounds; i++)
            deleted.ExpectMsg<DeleteMessagesSuccess>(_patience);
        AwaitAssert(() => Assert.Equal(0, _store.Count("SELECT count(*) FROM tale_transaction")), _patience);
        await stop.CancelAsync();
        await working.WaitAsync(_patience);

        Assert.All(Enumerable.Range(0, rounds), i => Assert.Equal([2], Replay($"{Id}-{i}").SequenceNrs));
    }

    [SkippableFact]
    public async Task What_goes_on_after_its_end_is_not_deleted_while_that_is_being_written()
    {
        Start("undone", _now);
        Write("tale-undone", 2, new Event.TransactionCompleted(_now));
        _store.Execute("""
            CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NULL; END $$;
            CREATE TRIGGER pause AFTER INSERT ON tale_event FOR EACH ROW EXECUTE FUNCTION pause()
            """);
        using var writer = Store.Open().OpenWriter();
        using var deleter = Store.Open().OpenDeleter!();
        var undo = new EventWrite(
            "tale-undone", [new StoredEvent(3, 4, "", "undo"u8.ToArray(), WriterId.Encode("w"), 1, null)],
            IndexUpdate.Add(null, IndexChange.Of(new Event.UndoRequested(_now, "returned"))!));
        Task writing;
        int deleted;
        using (var other = _store.Connect())
        using (other.BeginTransaction())
        {
            // The write stops behind its event: there retention could come in between.
            Execute(other, "SELECT pg_advisory_xact_lock(7)");
            writing = Task.Run(() => writer.Write([undo]));
            AwaitAssert(() => Assert.Equal("1", Text(
                $"SELECT count(*) FROM pg_stat_activity WHERE {other.ProcessID} = ANY (pg_blocking_pids(pid))")), _patience);

            deleted = deleter.DeleteEnded(_now.AddHours(1), 10);
        }
        await writing.WaitAsync(_patience);

        Assert.Equal(0, deleted);
        Assert.Equal([1, 2, 3], Replay("tale-undone").SequenceNrs);
        Assert.Equal(1, _store.Count("SELECT count(*) FROM tale_transaction WHERE transaction_id = 'undone' AND ended_at IS NULL"));
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.ExecuteNonQuery();
    }

    /// <summary>Waits until a delete has met this connection's lock twice, or has marked what it waits to delete.</summary>
    private void AwaitTries(NpgsqlConnection other)
    {
        var tries = new HashSet<string>();
        AwaitAssert(() =>
        {
            tries.Add(Text($"SELECT query_start FROM pg_stat_activity WHERE {other.ProcessID} = ANY (pg_blocking_pids(pid))"));
            tries.Remove("");
            Assert.True(tries.Count >= 2 || Text("SELECT max(deleted_to) FROM tale_persistence_id") != "0");
        }, _patience, TimeSpan.FromMilliseconds(50));
    }

    private void Delete(string persistenceId, long to, TestProbe probe) =>
        Journal.Tell(new DeleteMessagesTo(persistenceId, to, probe.Ref));

    private string Text(string sql)
    {
        using var connection = _store.Connect();
        using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture)!;
    }

    private void Start(string id, DateTimeOffset at) => Write(
        $"tale-{id}", 1, new Event.TransactionStarted(
            at, id, "d", 1, "h", new Payload("s", "{}"u8.ToArray()), ImmutableDictionary<string, string>.Empty));
}

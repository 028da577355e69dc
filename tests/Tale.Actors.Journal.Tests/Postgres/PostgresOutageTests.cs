using Akka.Persistence;
using Npgsql;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Postgres;

/// <summary>A real server that stops, hangs and comes back under a running journal.</summary>
public sealed class PostgresOutageTests : JournalTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(40);

    private readonly PostgresServer _server;
    private readonly PostgresTestStore _store;
    private int _most;

    public PostgresOutageTests() : this(new PostgresServer()) { }

    private PostgresOutageTests(PostgresServer server) : this(server, new PostgresTestStore(server)) { }

    private PostgresOutageTests(PostgresServer server, PostgresTestStore store)
        : base(store, $"{store.PluginId} {{ hang-timeout = 1s, circuit-breaker.call-timeout = 3s, max-probe-delay = 200ms }}") =>
        (_server, _store) = (server, store);

    [SkippableFact]
    [Trait("failure", "F19")]
    public void A_server_that_crashes_and_comes_back_costs_no_acknowledged_write()
    {
        WhenAvailable(Id, 1, "before");
        _server.Stop();

        Assert.NotNull(Send(Id, 2, "during").Failure());
        Assert.IsType<JournalUnavailableException>(Send(Id, 2, "during").Failure());
        Assert.NotNull(Replay(Id).Failure);

        _server.Start();
        WhenAvailable(Id, 2, "after");
        Assert.Equal(["before", "after"], ReplayWhenAvailable(Id).Payloads);
    }

    [SkippableFact]
    [Trait("failure", "F20")]
    public void A_recovery_that_fails_while_the_server_restarts_succeeds_when_tried_again()
    {
        WhenAvailable(Id, 1, "a", "b");
        Assert.Equal(2, Replay(Id).HighestSequenceNr);
        _server.Stop();
        Assert.NotNull(Replay(Id).Failure);
        _server.Start();

        AwaitAssert(() => Assert.Equal(["a", "b"], Replay(Id).Payloads), _patience);
    }

    [SkippableFact]
    [Trait("failure", "F22")]
    public void A_server_that_hangs_is_given_up_in_time_and_used_again_when_it_answers()
    {
        WhenAvailable(Id, 1, "before");
        _server.Pause();

        Assert.NotNull(Send($"{Id}-hanging", 1, "x").Failure());
        AwaitAssert(() => Assert.IsType<JournalUnavailableException>(Send($"{Id}-refused", 1, "x").Failure()), _patience);

        _server.Resume();
        WhenAvailable(Id, 2, "after");
        Assert.Equal(["before", "after"], Replay(Id).Payloads);
        Assert.Equal(0, Replay($"{Id}-refused").HighestSequenceNr);
    }

    [SkippableFact]
    [Trait("failure", "F22")]
    public void A_table_that_is_locked_is_given_up_in_time_and_used_again_when_it_is_free()
    {
        WhenAvailable(Id, 1, "before");
        using (var connection = _store.Connect())
        using (var transaction = connection.BeginTransaction())
        {
            using var command = new NpgsqlCommand("LOCK TABLE tale_event IN ACCESS EXCLUSIVE MODE", connection);
            command.ExecuteNonQuery();

            Assert.NotNull(Send($"{Id}-locked", 1, "x").Failure());
        }

        WhenAvailable(Id, 2, "after");
        Assert.Equal(["before", "after"], Replay(Id).Payloads);
    }

    [SkippableFact]
    [Trait("failure", "F66")]
    public void A_table_that_stays_locked_takes_no_connection_more_with_each_try()
    {
        WhenAvailable(Id, 1, "before");
        using (var connection = _store.Connect())
        using (connection.BeginTransaction())
        {
            using var command = new NpgsqlCommand("LOCK TABLE tale_event IN ACCESS EXCLUSIVE MODE", connection);
            command.ExecuteNonQuery();
            Assert.NotNull(Send($"{Id}-locked", 1, "x").Failure());

            // Each try has a connection of its own. What the journal has given up must not wait for the lock for ever.
            var tries = new HashSet<string>();
            AwaitAssert(
                () =>
                {
                    var waiting = _store.Scalar("SELECT string_agg(pid::text, ' ') FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
                    var pids = waiting?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
                    tries.UnionWith(pids);
                    _most = Math.Max(_most, pids.Length);
                    Assert.InRange(tries.Count, 8, int.MaxValue);
                },
                _patience, TimeSpan.FromMilliseconds(50));
        }

        Assert.InRange(_most, 1, 4);
        WhenAvailable(Id, 2, "after");
    }

    [SkippableFact]
    [Trait("failure", "F19")]
    [Trait("failure", "F66")]
    public void Once_an_outage_is_over_the_first_delete_and_the_first_recovery_succeed()
    {
        WhenAvailable(Id, 1, "a", "b");
        Delete(Id, 1);
        Assert.Equal(["b"], Replay(Id).Payloads);
        _server.Stop();
        _server.Start();
        WhenAvailable(Id, 3, "c");

        Assert.Equal(["b", "c"], ReplayWhenAvailable(Id).Payloads);
        Delete(Id, 2);
        Assert.Equal(["c"], Replay(Id).Payloads);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _server.Dispose();
    }

    /// <summary>It connects anew, and on a busy machine that may take longer than the short time that it has here.</summary>
    private Replayed ReplayWhenAvailable(string persistenceId)
    {
        Replayed? replay = null;
        AwaitAssert(() => Assert.Null((replay = Replay(persistenceId)).Failure), _patience);
        return replay!;
    }

    private void WhenAvailable(string persistenceId, long sequenceNr, params object[] payloads) =>
        AwaitAssert(
            () => Assert.All(Send(persistenceId, sequenceNr, payloads).Answers(), answer => Assert.IsType<WriteMessageSuccess>(answer)),
            _patience);
}

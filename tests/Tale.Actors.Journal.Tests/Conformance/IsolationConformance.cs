using Akka.Actor;
using Akka.Persistence;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Conformance;

/// <summary>One actor's trouble is its own, and two owners of one log cannot both write to it.</summary>
public abstract class IsolationConformance(ITestStore store) : JournalTests(store)
{
    [SkippableFact]
    [Trait("failure", "F26")]
    public void A_unique_violation_fails_only_the_culprit()
    {
        Write(Id, 1, "taken");

        var innocents = Enumerable.Range(0, 60).Select(i => (Id: $"{Id}-{i}", Sent: Send($"{Id}-{i}", 1, "a", "b"))).ToList();
        var culprit = Send(Id, 1, "stale");
        innocents.AddRange(Enumerable.Range(60, 60).Select(i => (Id: $"{Id}-{i}", Sent: Send($"{Id}-{i}", 1, "a", "b"))));

        Assert.IsType<StaleWriteException>(culprit.Failure());
        Assert.All(innocents, innocent => Assert.True(innocent.Sent.Succeeded()));
        Assert.All(innocents, innocent => Assert.Equal(["a", "b"], Replay(innocent.Id).Payloads));
        Assert.Equal(["taken"], Replay(Id).Payloads);
    }

    [SkippableFact]
    [Trait("failure", "F26")]
    public void Any_number_of_stale_writes_leaves_the_journal_open_for_others()
    {
        Write(Id, 1, "taken");

        for (var i = 0; i < 30; i++)
            Assert.IsType<StaleWriteException>(Send(Id, 1, "stale").Failure());

        Write($"{Id}-other", 1, "fine");
    }

    [SkippableFact]
    [Trait("failure", "F26")]
    public void Any_number_of_rejected_writes_leaves_the_journal_open_for_others()
    {
        var tooLarge = new byte[9_000_000];

        for (var i = 0; i < 12; i++)
            Assert.IsType<EventTooLargeException>(Send(Id, 1, "small", tooLarge).Rejection());

        Assert.Equal(0, Replay(Id).HighestSequenceNr);
        Write(Id, 1, "fine");
    }

    /// <summary>Akka's actors send the next write as soon as they hear that one is stored, and call their handlers in the order of the answers.</summary>
    [SkippableFact]
    public void Answers_to_a_write_do_not_overtake_those_to_the_one_before()
    {
        using var eager = new EagerWriter(
            Sys, Journal, new WriteMessages([new AtomicWrite(new Persistent(new byte[9_000_000], 3, Id, writerGuid: "w"))], ActorRefs.Nobody, 1));
        IPersistentRepresentation[] events = [new Persistent("a", 1, Id, writerGuid: "w"), new Persistent("b", 2, Id, writerGuid: "w")];
        Journal.Tell(new WriteMessages([new AtomicWrite([.. events])], eager, 1));
        Assert.Equal(
            [nameof(WriteMessagesSuccessful), "a", "b", nameof(WriteMessagesSuccessful), nameof(WriteMessageRejected)], eager.Answers(5));
    }

    [SkippableFact]
    public void A_write_that_fails_half_way_stores_nothing()
    {
        Write(Id, 1, "lost", "lost", "taken");
        Store.Execute(
            $"DELETE FROM tale_event WHERE sequence_nr < 3 AND id = (SELECT id FROM tale_persistence_id WHERE persistence_id = '{Id}')");

        Assert.IsType<StaleWriteException>(Send(Id, 1, "a", "b", "c").Failure());

        Assert.Equal([3], Replay(Id).SequenceNrs);
    }

    [SkippableFact]
    [Trait("failure", "F27")]
    public async Task Owned_by_A_then_B_then_A_loses_nothing_and_the_stale_owner_is_refused()
    {
        var other = ActorSystem.Create("other", SystemConfig(Store));
        try
        {
            var (a, b) = (Journal, JournalOf(other));
            Assert.True(Send(a, Id, 1, "A1", "A2").Succeeded());
            Assert.Equal(["A1", "A2"], Replay(b, Id).Payloads);
            Assert.True(Send(b, Id, 3, "B3").Succeeded());

            Assert.IsType<StaleWriteException>(Send(a, Id, 3, "A3 unaware of B").Failure());

            Assert.Equal(["A1", "A2", "B3"], Replay(a, Id).Payloads);
            Assert.True(Send(a, Id, 4, "A4").Succeeded());
            Assert.Equal(["A1", "A2", "B3", "A4"], Replay(b, Id).Payloads);
        }
        finally
        {
            await other.Terminate();
        }
    }

    [SkippableFact]
    [Trait("failure", "F27")]
    public async Task A_stale_owner_is_refused_even_when_the_events_of_the_new_one_were_deleted()
    {
        var other = ActorSystem.Create("other", SystemConfig(Store));
        try
        {
            Write(Id, 1, "A1");
            Assert.True(Send(JournalOf(other), Id, 2, "B2", "B3").Succeeded());
            Delete(Id, 3);

            Assert.IsType<StaleWriteException>(Send(Id, 2, "A2").Failure());
        }
        finally
        {
            await other.Terminate();
        }
    }

    [SkippableFact]
    public async Task Two_nodes_write_to_one_database_at_once()
    {
        var other = ActorSystem.Create("other", SystemConfig(Store));
        try
        {
            ActorSystem[] systems = [Sys, other];
            var asked = systems.SelectMany((system, node) => Enumerable.Range(0, 20).SelectMany(i =>
            {
                var actor = system.ActorOf(Counter.Props($"{Id}-{node}-{i}"));
                return Enumerable.Range(1, 10).Select(n => actor.Ask<long>(n, TimeSpan.FromSeconds(60)));
            }));
            await Task.WhenAll(asked);

            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(10, Replay($"{Id}-0-{i}").HighestSequenceNr);
                Assert.Equal(Enumerable.Range(1, 10).Cast<object>(), Replay($"{Id}-1-{i}").Payloads);
            }
        }
        finally
        {
            await other.Terminate();
        }
    }

    [SkippableFact]
    [Trait("failure", "F25")]
    public void Twenty_thousand_actors_that_write_at_once_all_succeed()
    {
        const int actors = 20_000;
        var probe = CreateTestProbe();
        for (var i = 0; i < actors; i++)
            Journal.Tell(new WriteMessages([new AtomicWrite(new Persistent("x", 1, $"{Id}-{i}", writerGuid: "w"))], probe.Ref, i));

        var answers = probe.ReceiveN(2 * actors, TimeSpan.FromSeconds(60));

        Assert.Equal(actors, answers.Count(answer => answer is WriteMessageSuccess));
        Assert.Equal(1, Replay($"{Id}-{actors - 1}").HighestSequenceNr);
    }

    [SkippableFact]
    public void A_recovery_waits_for_the_write_that_is_under_way()
    {
        // The flood keeps the last write in the queue while the replay is asked for.
        var flood = Enumerable.Range(1, 300).Select(i => Send($"{Id}-{i}", 1, [.. Enumerable.Repeat<object>("x", 50)])).ToList();
        var last = Send(Id, 1, "under way");

        Assert.Equal(1, Replay(Id).HighestSequenceNr);
        Assert.True(last.Succeeded());
        Assert.All(flood, write => Assert.True(write.Succeeded()));
    }
}

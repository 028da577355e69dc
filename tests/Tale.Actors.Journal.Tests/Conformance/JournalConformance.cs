using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Conformance;

/// <summary>What Akka.Persistence demands of every journal.</summary>
public abstract class JournalConformance(ITestStore store) : JournalTests(store)
{
    [SkippableFact]
    public void An_unknown_id_has_no_events_and_highest_sequence_number_zero()
    {
        var replayed = Replay(Id);

        Assert.Empty(replayed.Events);
        Assert.Equal(0, replayed.HighestSequenceNr);
    }

    [SkippableFact]
    public void Events_come_back_in_order_as_they_were_written()
    {
        var written = Send(Id, 1, "a-1", 2, 3L, new[] { "four", "4" });
        Assert.True(written.Succeeded());
        var before = DateTime.UtcNow.Ticks;
        Write(Id, 5, "a-5");

        var replayed = Replay(Id);

        Assert.Equal(["a-1", 2, 3L, new[] { "four", "4" }, "a-5"], replayed.Payloads);
        Assert.Equal([1, 2, 3, 4, 5], replayed.SequenceNrs);
        Assert.Equal(5, replayed.HighestSequenceNr);
        Assert.All(replayed.Events.Take(4), stored => Assert.Equal(written.Writer, stored.WriterGuid));
        Assert.All(
            replayed.Events,
            stored => Assert.Equal((Id, false, ActorRefs.NoSender), (stored.PersistenceId, stored.IsDeleted, stored.Sender)));
        Assert.InRange(replayed.Events[4].Timestamp, before, DateTime.UtcNow.Ticks);
    }

    [SkippableTheory]
    [InlineData(1, long.MaxValue, long.MaxValue, new long[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(0, long.MaxValue, long.MaxValue, new long[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(3, long.MaxValue, long.MaxValue, new long[] { 3, 4, 5, 6 })]
    [InlineData(1, 3, long.MaxValue, new long[] { 1, 2, 3 })]
    [InlineData(2, 4, long.MaxValue, new long[] { 2, 3, 4 })]
    [InlineData(2, 2, long.MaxValue, new long[] { 2 })]
    [InlineData(1, long.MaxValue, 3, new long[] { 1, 2, 3 })]
    [InlineData(2, 5, 2, new long[] { 2, 3 })]
    [InlineData(2, 4, 1, new long[] { 2 })]
    [InlineData(2, 4, 0, new long[0])]
    [InlineData(4, 2, long.MaxValue, new long[0])]
    [InlineData(7, long.MaxValue, long.MaxValue, new long[0])]
    public void A_replay_keeps_to_its_bounds(long from, long to, long max, long[] expected)
    {
        Write(Id, 1, "a", "b", "c");
        Write(Id, 4, "d", "e", "f");

        var replayed = Replay(Id, from, to, max);

        Assert.Equal(expected, replayed.SequenceNrs);
        Assert.Equal(6, replayed.HighestSequenceNr);
    }

    [SkippableFact]
    public void A_replay_of_many_pages_is_complete()
    {
        for (var first = 1; first <= 1_001; first += 100)
            Write(Id, first, [.. Enumerable.Range(first, 100).Select(i => (object)$"event {i}")]);

        var replayed = Replay(Id);

        Assert.Equal(Enumerable.Range(1, 1_100).Select(i => $"event {i}"), replayed.Payloads);
        Assert.Equal(Enumerable.Range(100, 450).Select(i => (long)i), Replay(Id, 100, 900, 450).SequenceNrs);
    }

    [SkippableFact]
    public void A_replay_of_large_events_is_complete()
    {
        object[] events = [.. Enumerable.Range(1, 12).Select(i => new string((char)('a' + i), 100_000))];
        Write(Id, 1, events);

        Assert.Equal(events, Replay(Id).Payloads);
        Assert.Equal(events.Skip(1).Take(8), Replay(Id, from: 2, max: 8).Payloads);
    }

    [SkippableFact]
    public void Writes_that_do_not_fit_into_one_batch_are_stored_all_the_same()
    {
        var writes = Enumerable.Range(0, 30).Select(i => Send($"{Id}-{i}", 1, new byte[2_000_000], new byte[2_000_000])).ToList();

        Assert.All(writes, write => Assert.True(write.Succeeded()));
        Assert.Equal(2, Replay($"{Id}-29").Events.Count);
    }

    [SkippableFact]
    public void Deleted_events_are_gone_and_their_numbers_stay_taken()
    {
        Write(Id, 1, "a", "b", "c", "d", "e");

        Delete(Id, 3);

        Assert.Equal([4, 5], Replay(Id).SequenceNrs);
        Assert.Equal(5, Replay(Id).HighestSequenceNr);
        Assert.IsType<StaleWriteException>(Send(Id, 3, "again").Failure());
    }

    [SkippableFact]
    public void The_highest_sequence_number_outlives_the_deletion_of_everything()
    {
        Write(Id, 1, "a", "b", "c", "d", "e");

        Delete(Id, long.MaxValue);

        var replayed = Replay(Id);
        Assert.Empty(replayed.Events);
        Assert.Equal(5, replayed.HighestSequenceNr);
        Assert.IsType<StaleWriteException>(Send(Id, 5, "again").Failure());
        Write(Id, 6, "f");
        Assert.Equal([6], Replay(Id).SequenceNrs);
        Assert.Equal(6, Replay(Id).HighestSequenceNr);
    }

    [SkippableFact]
    public void Deletes_that_hit_nothing_succeed()
    {
        Delete(Id, 10);
        Write(Id, 1, "a");
        Delete(Id, 0);
        Delete(Id, 1);
        Delete(Id, 1);

        Assert.Equal(1, Replay(Id).HighestSequenceNr);
    }

    [SkippableFact]
    public void A_deletion_larger_than_one_step_is_complete()
    {
        for (var first = 1; first <= 12_000; first += 2_000)
            Write(Id, first, [.. Enumerable.Range(first, 2_000).Select(i => (object)i)]);

        Delete(Id, 11_999);

        Assert.Equal([12_000], Replay(Id).SequenceNrs);
    }

    [SkippableFact]
    public void A_payload_that_does_not_serialize_is_rejected_and_its_neighbours_are_stored()
    {
        var probe = CreateTestProbe();
        AtomicWrite Of(object payload, long sequenceNr) => new(new Persistent(payload, sequenceNr, Id, writerGuid: "w"));

        Journal.Tell(new WriteMessages([Of("b-1", 1), Of(new Refuses(), 2), Of("b-3", 3)], probe.Ref, 1));

        probe.ExpectMsg<WriteMessagesSuccessful>();
        probe.ExpectMsg<WriteMessageSuccess>(m => m.Persistent.SequenceNr == 1);
        probe.ExpectMsg<WriteMessageRejected>(m => m.Persistent.SequenceNr == 2);
        probe.ExpectMsg<WriteMessageSuccess>(m => m.Persistent.SequenceNr == 3);
        Assert.Equal(["b-1", "b-3"], Replay(Id).Payloads);
    }

    [SkippableFact]
    [Trait("failure", "F21")]
    public void A_write_with_one_payload_that_does_not_serialize_is_rejected_as_a_whole()
    {
        Assert.IsType<NotSupportedException>(Send(Id, 1, "a", new Refuses()).Rejection().GetBaseException());

        Assert.Equal(0, Replay(Id).HighestSequenceNr);
    }

    [SkippableFact]
    public void Large_payloads_are_kept_to_the_byte()
    {
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);

        Write(Id, 1, bytes, Array.Empty<byte>(), "", new string('x', 100_000));

        Assert.Equal([bytes, Array.Empty<byte>(), "", new string('x', 100_000)], Replay(Id).Payloads);
    }

    [SkippableFact]
    public void Tags_are_unwrapped()
    {
        Write(Id, 1, new Tagged("plain", ["red", "blue"]));

        Assert.Equal(["plain"], Replay(Id).Payloads);
    }

    [SkippableFact]
    public void A_reference_to_an_actor_survives()
    {
        var probe = CreateTestProbe();
        Write(Id, 1, new Carries(probe.Ref));

        var carried = Assert.IsType<Carries>(Assert.Single(Replay(Id).Payloads));

        carried.Target.Tell("hello");
        probe.ExpectMsg("hello");
    }

    [SkippableFact]
    public async Task Many_actors_write_at_once_and_each_log_is_its_own()
    {
        var actors = Enumerable.Range(0, 200).Select(i => Sys.ActorOf(Counter.Props($"{Id}-{i}"))).ToList();

        await Task.WhenAll(actors.SelectMany(actor => Enumerable.Range(1, 10).Select(i => actor.Ask<long>(i, TimeSpan.FromSeconds(60)))));

        for (var i = 0; i < actors.Count; i++)
        {
            var replayed = Replay($"{Id}-{i}");
            Assert.Equal(Enumerable.Range(1, 10).Cast<object>(), replayed.Payloads);
            Assert.Equal(10, replayed.HighestSequenceNr);
        }
    }

    [SkippableFact]
    public void Ids_that_look_alike_are_not_the_same()
    {
        string[] ids = [$"{Id}", $"{Id} ", $"{Id.ToUpperInvariant()}", $"{Id}é", $"{Id}e\u0301", $"{Id}'\"%_\\"];
        foreach (var id in ids)
            Write(id, 1, id);

        Assert.All(ids, id => Assert.Equal([id], Replay(id).Payloads));
    }

    [SkippableFact]
    public void The_manifest_of_an_event_adapter_and_an_unusual_writer_survive()
    {
        string[] writers = ["", "not-a-guid", "exactly-16-bytes", "8D0F8A3E-41C5-4D54-9A55-3D5E0D4E55AA"];
        var probe = CreateTestProbe();
        var events = writers.Select(
            (writer, i) => (IPersistentRepresentation)new Persistent("x", i + 1, Id, $"adapted-{i}", writerGuid: writer));
        Journal.Tell(new WriteMessages([new AtomicWrite([.. events])], probe.Ref, 1));
        probe.ExpectMsg<WriteMessagesSuccessful>();

        var replayed = Replay(Id);

        Assert.Equal(writers, replayed.Events.Select(stored => stored.WriterGuid));
        Assert.Equal(["adapted-0", "adapted-1", "adapted-2", "adapted-3"], replayed.Events.Select(stored => stored.Manifest));
    }

    private sealed record Carries(IActorRef Target);

    private sealed class Refuses
    {
#pragma warning disable CA1065 // it is made to fail
        public string Value => throw new NotSupportedException("does not serialize");
#pragma warning restore CA1065
    }
}

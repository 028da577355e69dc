using System.Text;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Conformance;

/// <summary>A database that has lost the end of a log, or all of it: nothing is written past what is missing.</summary>
[Trait("failure", "F62")]
public abstract class HoleConformance(ITestStore store) : JournalTests(store)
{
    private string Integer => $"(SELECT id FROM tale_persistence_id WHERE persistence_id = '{Id}')";

    [SkippableFact]
    public void A_log_that_is_gone_is_not_continued()
    {
        Write(Id, 1, "a", "b");
        Store.Execute($"DELETE FROM tale_event WHERE id = {Integer}; DELETE FROM tale_persistence_id WHERE persistence_id = '{Id}'");

        AssertHole(Send(Id, 3, "c", "d"), 2);

        Assert.Equal(0, Replay(Id).HighestSequenceNr);
        Write(Id, 1, "again");
    }

    [SkippableFact]
    public void A_log_that_never_was_is_not_continued()
    {
        AssertHole(Send(Id, 3, "c"), 2);

        Assert.Equal(0, Replay(Id).HighestSequenceNr);
    }

    [SkippableFact]
    public void A_log_that_has_lost_its_events_is_not_continued()
    {
        Write(Id, 1, "a", "b");
        Store.Execute($"DELETE FROM tale_event WHERE id = {Integer}");

        AssertHole(Send(Id, 3, "c"), 2);

        Write(Id, 1, "again");
    }

    [SkippableFact]
    public void A_log_that_has_lost_its_end_goes_on_where_it_ends_now()
    {
        Write(Id, 1, "a", "b", "c", "d", "e");
        Store.Execute($"DELETE FROM tale_event WHERE id = {Integer} AND sequence_nr > 3");

        AssertHole(Send(Id, 6, "f"), 5);

        Assert.Equal(3, Replay(Id).HighestSequenceNr);
        Write(Id, 4, "d again");
        Assert.Equal(["a", "b", "c", "d again"], Replay(Id).Payloads);
    }

    [SkippableFact]
    public void A_deleted_beginning_is_no_hole_and_a_lost_end_after_it_is()
    {
        Write(Id, 1, "a", "b", "c", "d");
        Delete(Id, 2);
        Write(Id, 5, "e");
        Store.Execute($"DELETE FROM tale_event WHERE id = {Integer} AND sequence_nr > 2");

        AssertHole(Send(Id, 6, "f"), 5);

        Assert.Equal(2, Replay(Id).HighestSequenceNr);
        Write(Id, 3, "c again");
    }

    [SkippableFact]
    [Trait("failure", "F26")]
    public void A_write_past_a_hole_fails_alone()
    {
        Write(Id, 1, "a");

        var innocents = Enumerable.Range(0, 40).Select(i => Send($"{Id}-{i}", 1, "a", "b")).ToList();
        AssertHole(Send(Id, 3, "c"), 2);
        innocents.AddRange(Enumerable.Range(40, 40).Select(i => Send($"{Id}-{i}", 1, "a", "b")));

        Assert.All(innocents, innocent => Assert.True(innocent.Succeeded()));
        Assert.Equal(["a"], Replay(Id).Payloads);
    }

    [SkippableFact]
    public void What_a_write_of_the_same_batch_stores_is_no_hole()
    {
        var flood = Enumerable.Range(0, 100).Select(i => Send($"{Id}-{i}", 1, [.. Enumerable.Repeat<object>("x", 50)])).ToList();
        var writes = Enumerable.Range(0, 50).Select(i => Send(Id, (2 * i) + 1, i, -i)).ToList();

        Assert.All(writes, write => Assert.True(write.Succeeded()));
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), Replay(Id).SequenceNrs);
        Assert.All(flood, write => Assert.True(write.Succeeded()));
    }

    [SkippableFact]
    public void What_follows_a_hole_in_the_same_batch_is_refused_with_it()
    {
        var flood = Enumerable.Range(0, 100).Select(i => Send($"{Id}-{i}", 1, [.. Enumerable.Repeat<object>("x", 50)])).ToList();
        var writes = new[] { Send(Id, 1, "a"), Send(Id, 3, "c"), Send(Id, 4, "d") };

        Assert.True(writes[0].Succeeded());
        AssertHole(writes[1], 2);
        AssertHole(writes[2], 3);
        Assert.All(flood, write => Assert.True(write.Succeeded()));
    }

    [SkippableFact]
    public void The_number_of_a_rejected_event_is_used_up_until_the_log_is_read_again()
    {
        var tooLarge = new byte[9_000_000];
        Write(Id, 1, "a");
        Assert.IsType<EventTooLargeException>(Send(Id, 2, "b", tooLarge).Rejection());
        Assert.IsType<EventTooLargeException>(Send(Id, 4, tooLarge).Rejection());
        Write(Id, 5, "e");
        Assert.Equal([1, 5], Replay(Id).SequenceNrs);

        Assert.IsType<EventTooLargeException>(Send(Id, 6, tooLarge).Rejection());
        Replay(Id);

        AssertHole(Send(Id, 7, "g"), 6);
    }

    [SkippableFact]
    public void An_actor_whose_first_event_is_rejected_goes_on()
    {
        Assert.IsType<EventTooLargeException>(Send(Id, 1, new byte[9_000_000]).Rejection());

        Write(Id, 2, "b");
    }

    [SkippableFact]
    public void A_restored_database_in_which_the_remembered_log_is_another_one_is_not_written_to()
    {
        using var writer = Store.Open().OpenWriter();
        writer.Write([new EventWrite(Id, [Event(1, "mine")], null)]);
        Store.Execute($"UPDATE tale_persistence_id SET persistence_id = '{Id}-other' WHERE persistence_id = '{Id}'");

        var failure = Record.Exception(() => writer.Write([new EventWrite(Id, [Event(2, "lost")], null)]));
        var again = Record.Exception(() => writer.Write([new EventWrite(Id, [Event(2, "lost")], null)]));

        Assert.IsType<StaleWriteException>(failure);
        Assert.IsType<StaleWriteException>(again);
        Assert.Equal([1], Replay($"{Id}-other").SequenceNrs);
        writer.Write([new EventWrite(Id, [Event(1, "new")], null)]);
        Assert.Equal([1], Replay(Id).SequenceNrs);
    }

    private static StoredEvent Event(long sequenceNr, string text) =>
        new(sequenceNr, 4, "", Encoding.UTF8.GetBytes(text), WriterId.Encode("w"), 1, null);

    private static void AssertHole(Written write, long missing) => Assert.Contains(
        $"number {missing} is not there", Assert.IsType<StaleWriteException>(write.Failure()).Message, StringComparison.Ordinal);
}

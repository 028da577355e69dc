using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Tale.Actors.Core;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Conformance;

/// <summary>Texts that no database can hold, or not in an index, are turned away at the door and harm nobody else.</summary>
public abstract class StorableConformance(ITestStore store) : JournalTests(store, "akka.loglevel = INFO")
{
    private static readonly DateTimeOffset _t0 = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly (string Id, string Why)[] _unstorable =
    [
        ("a\0b", "NUL"),
        ("first half \ud83d", "surrogate"),
        ("second half \ude00 first", "surrogate"),
        (Letters(2_001), "2001 bytes"),
        (new string('\u00e4', 1_001), "2002 bytes"),
    ];

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [Trait("failure", "F21")]
    [Trait("failure", "F64")]
    public void An_id_that_cannot_be_stored_is_rejected_with_the_reason_and_harms_no_neighbour(int number)
    {
        var (id, why) = _unstorable[number];
        Write(Id, 1, "before");
        var log = new OutageLog(Sys, CreateTestProbe());

        var innocents = Enumerable.Range(0, 30).Select(i => Send($"{Id}-{i}", 1, "x")).ToList();
        var culprit = Send(id, 1, "x");
        var reading = Task.Run(() => Replay(id));
        innocents.AddRange(Enumerable.Range(30, 30).Select(i => Send($"{Id}-{i}", 1, "x")));

        Assert.Contains(why, culprit.Rejection().Message, StringComparison.Ordinal);
        Assert.All(innocents, innocent => Assert.True(innocent.Succeeded()));
        Assert.Equal(0, reading.Result.HighestSequenceNr);
        Delete(id, 5);
        Assert.Equal(["before"], Replay(Id).Payloads);
        log.AssertQuiet();
    }

    [SkippableFact]
    public void The_longest_id_that_is_allowed_is_stored()
    {
        Write(Letters(2_000), 1, "x");
        Write(new string('\u00e4', 1_000), 1, "x");
        Write("both halves \U0001F600", 1, "x");

        Assert.Equal(["x"], Replay(Letters(2_000)).Payloads);
    }

    [SkippableFact]
    public void A_manifest_that_cannot_be_stored_is_rejected()
    {
        var probe = CreateTestProbe();
        Journal.Tell(new WriteMessages([new AtomicWrite(new Persistent("x", 1, Id, manifest: "a\0b", writerGuid: "w"))], probe.Ref, 1));

        Assert.IsType<WriteMessagesSuccessful>(probe.ReceiveOne(TimeSpan.FromSeconds(60)));
        Assert.Contains("NUL", Assert.IsType<WriteMessageRejected>(probe.ReceiveOne(TimeSpan.FromSeconds(60))).Cause.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("failure", "F54")]
    public async Task A_failure_text_that_cannot_be_stored_is_stored_without_what_is_wrong_in_it()
    {
        Write(
            "tale-t-1", 1,
            new Event.TransactionStarted(_t0, "t-1", "book", 1, "hash", new Payload("booking", "{}"u8.ToArray()), ImmutableDictionary<string, string>.Empty),
            new Event.CompensationStarted(_t0, "no\0seat"));

        Assert.Equal("no\uFFFDseat", Assert.Single((await Index.QueryAsync(new())).Transactions).Failure);
    }

    [SkippableFact]
    public async Task A_search_for_what_cannot_be_stored_finds_nothing()
    {
        Assert.Empty((await Index.QueryAsync(new() { FailureText = "a\0b" })).Transactions);
        Assert.Empty((await Index.QueryAsync(new() { IdPrefix = "half \ud83d" })).Transactions);
        Assert.Empty(await Index.CountAsync(new() { Definition = "a\0b" }));
    }

    // Does not compress, as an index row of PostgreSQL would do with a text of one letter.
    private static string Letters(int count)
    {
        var random = new Random(1);
        return new string([.. Enumerable.Range(0, count).Select(_ => (char)('a' + random.Next(26)))]);
    }
}

using Akka.Persistence;
using Microsoft.Extensions.Time.Testing;
using Tale.Actors.Index;
using Tale.Actors.Journal.GroupCommit;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Conformance;

/// <summary>More writes than the database takes are met with quick and clear refusals; what was taken on is stored.</summary>
public abstract class OverloadConformance : JournalTests
{
    private const int QueueLimit = 20;
    private const int AdmissionLimit = 5;

    private readonly FaultyStore _store;

    protected OverloadConformance(ITestStore store) : this(store, FaultyJournal.Use(store, out var faulty, $"""
        queue-limit = {QueueLimit}, admission-limit = {AdmissionLimit}, queue-limit-bytes = 30 MiB, admission-limit-bytes = 10 MiB
        """), faulty) { }

    private OverloadConformance(ITestStore store, string settings, FaultyStore faulty) : base(store, settings) => _store = faulty;

    [SkippableFact]
    [Trait("failure", "F25")]
    public void Writes_past_the_queue_are_refused_and_nothing_of_them_is_stored()
    {
        Write(Id, 1, "open");
        _store.Hang();
        var sent = Enumerable.Range(0, 200).Select(i => (Id: $"{Id}-{i}", Write: Send($"{Id}-{i}", 1, "x"))).ToList();
        Replay($"{Id}-unknown");   // answered after the journal has seen every write
        _store.Release();

        var answers = sent.ConvertAll(x => (x.Id, Answer: Assert.Single(x.Write.Answers())));

        Assert.InRange(answers.Count(x => x.Answer is WriteMessageSuccess), QueueLimit + 1, 2 * QueueLimit);
        Assert.All(answers, x =>
        {
            if (x.Answer is WriteMessageFailure failure)
                Assert.IsType<JournalOverloadedException>(failure.Cause);
            Assert.Equal(x.Answer is WriteMessageSuccess ? 1 : 0, Replay(x.Id).HighestSequenceNr);
        });
        Write(Id, 2, "open again");
    }

    [SkippableFact]
    [Trait("failure", "F67")]
    public async Task Writes_that_wait_are_counted_in_bytes_too()
    {
        const int size = 6 * 1024 * 1024;
        var admission = (IAdmission)Index;
        Write(Id, 1, "open");
        _store.Hang();
        var first = Send(Id, 2, "under way");
        AwaitAssert(() => Assert.Equal(1, _store.Waiting));
        var taken = Enumerable.Range(0, 5).Select(i => Send($"{Id}-{i}", 1, new byte[size])).ToList();   // the fifth brings it to 30 MiB
        var refused = Send($"{Id}-refused", 1, new byte[size]);

        var answer = Assert.IsType<JournalOverloadedException>(refused.Failure());
        Assert.Contains($"{5 * size} bytes", answer.Message, StringComparison.Ordinal);
        Assert.Equal(RejectionReason.Overloaded, admission.Refusal?.Reason);
        Assert.Contains("admission-limit-bytes is 10485760", admission.Refusal?.Message, StringComparison.Ordinal);

        _store.Release();
        Assert.True(first.Succeeded());
        Assert.All(taken, write => Assert.True(write.Succeeded()));
        // max-batch-bytes is 16 MiB: a third does not fit.
        Assert.InRange(_store.LargestBatch, size + 1, 16 * 1024 * 1024);
        await AwaitAssertAsync(() => Assert.Null(admission.Refusal));
        Assert.Equal(0, Replay($"{Id}-refused").HighestSequenceNr);
        Write($"{Id}-refused", 1, "x");
    }

    [SkippableFact]
    [Trait("failure", "F25")]
    public async Task Starts_are_refused_while_too_many_writes_wait_and_running_transactions_go_on()
    {
        var admission = (IAdmission)Index;
        Write(Id, 1, "open");
        Assert.Null(admission.Refusal);
        _store.Hang();
        var first = Send(Id, 2, "under way");
        AwaitAssert(() => Assert.Equal(1, _store.Waiting));
        var sent = Enumerable.Range(0, QueueLimit).Select(i => Send($"{Id}-{i}", 1, "x")).ToList();

        AwaitAssert(() => Assert.Equal(RejectionReason.Overloaded, admission.Refusal?.Reason));

        _store.Release();
        Assert.True(first.Succeeded());
        Assert.All(sent, write => Assert.True(write.Succeeded()));
        await AwaitAssertAsync(() => Assert.Null(admission.Refusal));
    }
}

/// <summary>A database that does not answer: whoever waits is told in time, new writes are refused, and it ends by itself.</summary>
public abstract class HangConformance : JournalTests
{
    private readonly FaultyStore _store;

    protected HangConformance(ITestStore store)
        : this(store, FaultyJournal.Use(store, out var faulty, "hang-timeout = 200ms, circuit-breaker.call-timeout = 1s"), faulty) { }

    private HangConformance(ITestStore store, string settings, FaultyStore faulty) : base(store, settings) => _store = faulty;

    [SkippableFact]
    [Trait("failure", "F22")]
    public void A_write_that_hangs_is_reported_and_new_ones_are_refused_until_the_database_answers()
    {
        Open();
        _store.Hang();
        var hanging = Send($"{Id}-hanging", 1, "x");
        Assert.IsType<TimeoutException>(hanging.Failure());

        var refused = 0;
        AwaitAssert(
            () => Assert.IsType<JournalUnavailableException>(Send($"{Id}-refused-{++refused}", 1, "x").Failure()), TimeSpan.FromSeconds(60));
        Assert.Equal(RejectionReason.JournalUnavailable, ((IAdmission)Index).Refusal?.Reason);

        _store.Release();
        Open();
        Assert.Equal(0, Replay($"{Id}-refused-{refused}").HighestSequenceNr);
    }

    [SkippableFact]
    [Trait("failure", "F23")]
    public void A_recovery_after_a_write_that_hung_sees_that_write()
    {
        Open();
        // On a busy machine a write may be given up while it still waits for its turn, and is not stored then: what counts is one that hangs.
        for (var attempt = 1; ; attempt++)
        {
            _store.Hang();
            Send($"{Id}-{attempt}", 1, "stored late").Failure();
            var hangs = _store.Waiting != 0;
            _store.Release();
            Assert.InRange(attempt, 1, 20);
            if (!hangs)
                continue;
            Assert.Equal(1, Replay($"{Id}-{attempt}").HighestSequenceNr);
            // Stored and reported as unknown, it is refused however often it is sent again: only a recovery tells.
            AwaitAssert(
                () => Assert.IsType<StaleWriteException>(Send($"{Id}-{attempt}", 1, "again").Failure()), TimeSpan.FromSeconds(60));
            return;
        }
    }

    [SkippableFact]
    [Trait("failure", "F22")]
    public void How_long_a_write_has_waited_goes_by_the_clock_that_was_given()
    {
        var time = new FakeTimeProvider();
        var store = new FaultyStore(Store.Open());
        var settings = WriterSettings.Read(Sys.Settings.Config.GetConfig(Store.PluginId), Store.PluginId, "journal");
        using var writer = WriterLoop.Start(store, settings, Sys.Log, time);
        store.Hang();
        var answers = new List<Exception?>();
        writer.Write([new EventWrite(Id, [new StoredEvent(1, 4, "", [1], WriterId.Encode("w"), 1, null)], null)], answers.Add);

        time.Advance(TimeSpan.FromMinutes(5));
        writer.GiveUpAfter(TimeSpan.FromMinutes(4));

        Assert.IsType<TimeoutException>(Assert.Single(answers));
        store.Release();
    }

    // Under another id each time: whether a write that took too long is stored is unknown, and its number may be taken.
    private void Open()
    {
        var attempt = 0;
        AwaitAssert(() => Assert.True(Send($"{Id}-open-{++attempt}", 1, "open").Succeeded()), TimeSpan.FromSeconds(60));
    }
}

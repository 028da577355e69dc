using System.Text.Json;
using Akka.Actor;
using Akka.TestKit;
using Tale.Actors.Coordination.Histories;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>What has happened, read from the log, and what happens, followed.</summary>
public sealed class HistorySpec : ActorSpec
{
    private static readonly TransactionDefinition<int, int> TwoSteps = Transaction.Define<int>("t")
        .Step("a", (int x) => x + 1).Undo((int _) => { }).Step("b", (int x) => x > 0 ? x : throw new InvalidOperationException("no more"))
        .Build();

    private readonly TestProbe _asker;

    public HistorySpec()
        // Time is passed faster than a log is read.
        : base($"{VirtualTime}\ntale.client.ask-timeout = 1h") => _asker = CreateTestProbe();

    [Fact]
    public async Task Every_event_has_an_entry_and_no_type_of_this_program_is_named()
    {
        Run(TwoSteps);
        await Client.RunAsync(TwoSteps, -7, new StartOptions { TransactionId = "t-1" }).WaitAsync(TaleSystem.Patience);

        var history = (await Client.GetHistoryAsync("t-1").WaitAsync(TaleSystem.Patience))!;

        Assert.Equal(
            [
                (1, HistoryKind.Started, null, "-7"), (2, HistoryKind.StepSucceeded, "a", "-6"), (3, HistoryKind.StepFailed, "b", null),
                (4, HistoryKind.CompensationStarted, null, null), (5, HistoryKind.StepCompensated, "a", null),
                (6, HistoryKind.Compensated, (string?)null, (string?)null),
            ],
            history.Entries.Select(entry => ((int)entry.Revision, entry.Kind, entry.Step, entry.Payload?.ToJsonElement().ToString())));
        Assert.Equal((6, true, false), (history.LastRevision, history.IsEnded, history.HasMore));
        Assert.Equal(("t v1", 1L), (history.Entries[0].Text, history.Entries[0].Epoch));
        Assert.Equal("no more", history.Entries[2].Failure!.Message);
        Assert.DoesNotContain("Tale.", JsonSerializer.Serialize(history), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_comes_in_pages_and_without_payloads_when_they_are_not_wanted()
    {
        Run(TwoSteps);
        await Client.RunAsync(TwoSteps, -7, new StartOptions { TransactionId = "t-1" }).WaitAsync(TaleSystem.Patience);

        List<long> revisions = [];
        var query = new HistoryQuery { Limit = 4, WithPayloads = false };
        for (TransactionHistory? page = null; page is not { HasMore: false };)
        {
            page = (await Client.GetHistoryAsync("t-1", query).WaitAsync(TaleSystem.Patience))!;
            revisions.AddRange(page.Entries.Select(entry => entry.Revision));
            Assert.All(page.Entries, entry => Assert.Null(entry.Payload));
            Assert.Equal(!page.HasMore, page.IsEnded);
            query = query with { After = revisions[^1] };
        }

        Assert.Equal([1, 2, 3, 4, 5, 6], revisions);
        var none = (await Client.GetHistoryAsync("t-1", query).WaitAsync(TaleSystem.Patience))!;
        Assert.Empty(none.Entries);
        Assert.True(none.IsEnded);
    }

    [Fact]
    public async Task A_page_is_bounded_in_bytes()
    {
        var large = Transaction.Define<string>("large").Step("s0", (string x) => x);
        for (var i = 1; i < 30; i++)
            large = large.Step($"s{i}", (string x) => x + "x");
        Run(large.Build());
        await Client.RunAsync(large.Build(), new string('x', 200_000), new StartOptions { TransactionId = "t-1" }).WaitAsync(TaleSystem.Patience);

        List<long> revisions = [];
        for (var (after, isEnded) = (0L, false); !isEnded;)
        {
            var page = (await Client.GetHistoryAsync("t-1", new HistoryQuery { After = after, Limit = 1000 }).WaitAsync(TaleSystem.Patience))!;
            Assert.InRange(page.Entries.Sum(entry => entry.Payload?.Data.Length ?? 0), 0, HistoryPage.MaxBytes + 300_000);
            revisions.AddRange(page.Entries.Select(entry => entry.Revision));
            (after, isEnded) = (revisions[^1], page.IsEnded);
        }

        Assert.Equal(Enumerable.Range(1, 32).Select(i => (long)i), revisions);
    }

    [Fact]
    public async Task Reading_writes_nothing_and_brings_nothing_into_memory()
    {
        Run(TwoSteps);
        await Client.RunAsync(TwoSteps, 1, new StartOptions { TransactionId = "t-1" }).WaitAsync(TaleSystem.Patience);
        AwaitAssert(() => Assert.False(IsInMemory("t-1")), TaleSystem.Patience);
        var writes = Stored.Writes;

        Assert.Equal(4, (await Client.GetHistoryAsync("t-1").WaitAsync(TaleSystem.Patience))!.Entries.Count);

        Assert.False(IsInMemory("t-1"));
        Assert.Equal(writes, Stored.Writes);
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_is_shown_as_such()
    {
        Run(TwoSteps);
        await Client.RunAsync(TwoSteps, 1, new StartOptions { TransactionId = "t-1" }).WaitAsync(TaleSystem.Patience);
        Stored.OnRead = stored => stored.SequenceNr switch
        {
            2 => new Event.Unreadable("signal:1", "this version does not know it"),
            3 => new Uri("http://other/"),
            _ => stored.Payload,
        };

        var entries = (await Client.GetHistoryAsync("t-1").WaitAsync(TaleSystem.Patience))!.Entries;

        Assert.Equal(
            [HistoryKind.Started, HistoryKind.Unreadable, HistoryKind.Unreadable, HistoryKind.Completed], entries.Select(entry => entry.Kind));
        Assert.Equal((null, "'signal:1': this version does not know it"), (entries[1].At, entries[1].Text));
        Assert.DoesNotContain("Uri", entries[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_said_and_what_makes_no_sense_is_refused()
    {
        Run(TwoSteps);
        await Client.RunAsync(TwoSteps, 1, new StartOptions { TransactionId = "t-1" }).WaitAsync(TaleSystem.Patience);

        Assert.Null(await Client.GetHistoryAsync("nobody").WaitAsync(TaleSystem.Patience));
        Assert.Null(await Client.GetHistoryAsync("no body").WaitAsync(TaleSystem.Patience));
        Assert.Empty(await FollowedAsync("nobody").WaitAsync(TaleSystem.Patience));
        foreach (var query in new HistoryQuery[] { new() { After = 5 }, new() { After = -1 }, new() { Limit = 0 }, new() { Limit = 1001 } })
        {
            var refused = await Assert.ThrowsAsync<TransactionRejectedException>(
                () => Client.GetHistoryAsync("t-1", query).WaitAsync(TaleSystem.Patience));
            Assert.Equal(RejectionReason.InvalidCommand, refused.Reason);
        }
        Stored.OnRead = _ => throw new TimeoutException("the database is away");
        var unread = await Assert.ThrowsAsync<TransactionRejectedException>(() => Client.GetHistoryAsync("t-1").WaitAsync(TaleSystem.Patience));
        Assert.Equal(RejectionReason.JournalUnavailable, unread.Reason);
    }

    [Fact]
    public async Task Who_follows_gets_what_is_there_and_then_each_event_until_the_end()
    {
        var gate = new Gate();
        Run(Gated(gate));
        Started("t-1", "t", 1);
        await gate.Reached;
        await using var follower = Client.FollowAsync("t-1").GetAsyncEnumerator();

        Assert.Equal(HistoryKind.Started, await NextAsync(follower));
        Assert.Equal(HistoryKind.StepSucceeded, await NextAsync(follower));
        var next = follower.MoveNextAsync().AsTask();
        AwaitAssert(() => Assert.True(IsFollowed("t-1")), TaleSystem.Patience);
        Assert.False(next.IsCompleted);
        gate.Open();

        Assert.True(await next.WaitAsync(TaleSystem.Patience));
        Assert.Equal(HistoryKind.StepSucceeded, follower.Current.Kind);
        Assert.Equal(HistoryKind.Completed, await NextAsync(follower));
        Assert.False(await follower.MoveNextAsync().AsTask().WaitAsync(TaleSystem.Patience));
        Assert.False(IsFollowed("t-1"));
        Assert.Equal([HistoryKind.Completed], (await FollowedAsync("t-1", after: 3).WaitAsync(TaleSystem.Patience)).Select(entry => entry.Kind));
        Assert.Empty(await FollowedAsync("t-1", after: 4).WaitAsync(TaleSystem.Patience));
    }

    [Fact]
    public async Task A_follower_does_not_hold_what_waits_in_memory_and_costs_nothing_while_nothing_happens()
    {
        Run(Transaction.Define<int>("t").Step("later", Counting.Failing("no"), step => step.Retry(RetryPolicy.Exponential(1, TimeSpan.FromHours(3), TimeSpan.FromHours(3))))
            .Build());
        Started("t-1", "t", 1);
        ViewWhen("t-1", view => view.Steps[0].Status == StepStatus.Retrying);
        await using var follower = Client.FollowAsync("t-1", afterRevision: 2).GetAsyncEnumerator();
        var next = follower.MoveNextAsync().AsTask();
        AwaitAssert(() => Assert.False(IsInMemory("t-1")), TaleSystem.Patience);
        AwaitAssert(() => Assert.True(IsFollowed("t-1")), TaleSystem.Patience);
        var replays = Stored.Replays;
        // As the client does, again and again.
        for (var i = 0; i < 20; i++)
            Region.Tell(new GetHistory("t-1") { After = 2, WaitsForNews = true }, TestActor);
        Assert.InRange(Stored.Replays, replays, replays + 3);
        Assert.False(IsInMemory("t-1"));
        Assert.False(next.IsCompleted);

        await Client.CancelAsync("t-1", "enough").WaitAsync(TaleSystem.Patience);

        Assert.True(await next.WaitAsync(TaleSystem.Patience));
        Assert.Equal((3, HistoryKind.TakenOver), (follower.Current.Revision, follower.Current.Kind));
        Assert.Equal(HistoryKind.CancelRequested, await NextAsync(follower));
    }

    [Fact]
    public async Task A_write_that_was_stored_and_never_confirmed_is_told_once_the_log_is_read_again()
    {
        var gate = new Gate();
        Run(Gated(gate));
        Started("t-1", "t", 1);
        await gate.Reached;
        var replays = Stored.Replays;
        Region.Tell(new GetHistory("t-1") { After = 2, WaitsForNews = true }, _asker);
        AwaitAssert(() => Assert.Equal(replays + 1, Stored.Replays), TaleSystem.Patience);
        Stored.DisturbOnce(typeof(Event.TransactionCompleted), WriteFate.StoreAndFail);
        gate.Open();
        AwaitAssert(() => Assert.Contains("TransactionCompleted", Stored.EventsOf("t-1")), TaleSystem.Patience);

        // The home brings it back after a while, which is shorter than anybody waits who is not told.
        var passed = TimeSpan.Zero;
        AwaitAssert(
            () =>
            {
                if (passed < Chronicle.LongestWait / 2)
                    Time.Advance(TimeSpan.FromSeconds(1));
                passed += TimeSpan.FromSeconds(1);
                Assert.True(_asker.HasMessages);
            },
            TaleSystem.Patience, TimeSpan.FromMilliseconds(20));
        var news = _asker.ExpectMsg<TransactionHistory>(TaleSystem.Patience);
        Assert.Equal([3, 4], news.Entries.Select(entry => entry.Revision));
        Assert.True(news.IsEnded);
    }

    [Fact]
    public void Without_news_an_empty_page_comes_after_half_a_minute_and_what_another_node_wrote_with_the_next_question()
    {
        var gate = new Gate();
        Run(Gated(gate));
        Started("t-1", "t", 1);
        AwaitAssert(() => Assert.Equal(2, Stored.EventsOf("t-1").Count), TaleSystem.Patience);
        var question = new GetHistory("t-1") { After = 2, WaitsForNews = true };
        Region.Tell(question, _asker);
        AwaitAssert(
            () =>
            {
                Time.Advance(Chronicle.LongestWait);
                Assert.True(_asker.HasMessages);
            },
            TaleSystem.Patience);

        var empty = _asker.ExpectMsg<TransactionHistory>(TaleSystem.Patience);

        Assert.Empty(empty.Entries);
        Assert.False(empty.IsEnded);
        Assert.False(IsFollowed("t-1"));
        gate.Open();
    }

    [Fact]
    public async Task Who_does_not_follow_any_longer_is_forgotten()
    {
        var gate = new Gate();
        Run(Gated(gate));
        Started("t-1", "t", 1);
        await gate.Reached;
        using var cancelled = new CancellationTokenSource();
        var followed = FollowedAsync("t-1", cancellation: cancelled.Token);
        AwaitAssert(() => Assert.True(IsFollowed("t-1")), TaleSystem.Patience);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => followed.WaitAsync(TaleSystem.Patience));
        AwaitAssert(() => Assert.False(IsFollowed("t-1")), TaleSystem.Patience);
        gate.Open();
    }

    [Fact]
    public async Task F61_a_node_that_stops_tells_who_follows_and_still_reads_logs()
    {
        var gate = new Gate();
        Run(Gated(gate));
        Started("t-1", "t", 1);
        await gate.Reached;
        Region.Tell(new GetHistory("t-1") { After = 2, WaitsForNews = true }, _asker);
        AwaitAssert(() => Assert.True(IsFollowed("t-1")), TaleSystem.Patience);

        _ = TaleExtension.For(Sys).Runtime!.DrainAsync();

        Assert.Equal(RejectionReason.Stopping, _asker.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);
        Assert.Equal(2, (await Client.GetHistoryAsync("t-1").WaitAsync(TaleSystem.Patience))!.Entries.Count);
        gate.Open();
    }

    [Fact]
    public async Task Whoever_follows_whenever_gets_every_event_once_and_in_order()
    {
        var builder = Transaction.Define<int>("t").Step("s0", async (int x) => { await Task.Yield(); return x; });
        for (var i = 1; i < 30; i++)
            builder = builder.Step($"s{i}", async (int x) => { await Task.Yield(); return x; });
        Run(builder.Build());
        var followers = new List<Task<List<HistoryEntry>>>();
        for (var i = 0; i < 20; i++)
        {
            await Client.StartAsync("t", i, new StartOptions { TransactionId = $"t-{i}" }).WaitAsync(TaleSystem.Patience);
            for (var after = 0; after < 3; after++)
                followers.Add(FollowedAsync($"t-{i}", after: after == 2 ? 1 : 0));
            await Task.Yield();
        }

        foreach (var (entries, index) in (await Task.WhenAll(followers).WaitAsync(TaleSystem.Patience)).Select((entries, index) => (entries, index)))
        {
            Assert.Equal(Enumerable.Range(index % 3 == 2 ? 2 : 1, index % 3 == 2 ? 31 : 32).Select(i => (long)i), entries.Select(entry => entry.Revision));
            Assert.Equal(HistoryKind.Completed, entries[^1].Kind);
        }
    }

    private static TransactionDefinition<int, int> Gated(Gate gate) => Transaction.Define<int>("t")
        .Step("first", (int x) => x).Step("gated", async (int x) => { await gate.PassAsync(); return x; }).Build();

    private static async Task<HistoryKind> NextAsync(IAsyncEnumerator<HistoryEntry> follower)
    {
        Assert.True(await follower.MoveNextAsync().AsTask().WaitAsync(TaleSystem.Patience));
        return follower.Current.Kind;
    }

    private async Task<List<HistoryEntry>> FollowedAsync(string id, long after = 0, CancellationToken cancellation = default)
    {
        List<HistoryEntry> entries = [];
        await foreach (var entry in Client.FollowAsync(id, after, cancellation))
            entries.Add(entry);
        return entries;
    }

    private bool IsFollowed(string id) => TaleExtension.For(Sys).Runtime!.Followed.Contains(id);

    private bool IsInMemory(string id) =>
        ((ActorRefWithCell)Region).Children.Any(child => child.Path.Name == id);
}

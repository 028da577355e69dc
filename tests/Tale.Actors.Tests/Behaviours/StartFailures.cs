using System.Collections.Immutable;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Behaviours;

/// <summary>Starts that are repeated, that contradict, and that are refused at the door.</summary>
public sealed class StartFailures
{
    private readonly Trace _trace = new();

    [Fact]
    public async Task F07_100_identical_starts_at_once_are_one_transaction_with_100_same_answers()
    {
        var definition = Transaction.Define<int>("t").Counts("one", _trace).Counts("two", _trace).Build();
        await using var tale = TaleSystem.Start(definition);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => tale.RunAsync(definition, 5, "t1"))));

        Assert.All(outcomes, outcome => Assert.Equal(outcomes[0], outcome));
        Assert.Equal(7, outcomes[0].Result);
        Assert.Equal(["one execute: 5", "two execute: 6"], _trace.Lines);
        Assert.Equal(3, tale.Stored.Writes);
    }

    [Theory]
    [InlineData("t", 6, null)]
    [InlineData("other", 5, null)]
    [InlineData("t", 5, 1)]
    public async Task F08_a_conflicting_start_is_refused_and_changes_nothing(string name, int state, int? version)
    {
        await using var tale = TaleSystem.Start(
            Transaction.Define<int>("t").Counts("one", _trace).Build(),
            Transaction.Define<int>("t", 2).Counts("one", _trace).Build(),
            Transaction.Define<int>("other", 2).Counts("one", _trace).Build());
        await tale.Client.StartAsync("t", 5, new StartOptions { TransactionId = "t1" });
        await tale.Client.WatchAsync("t1").WaitAsync(TaleSystem.Patience);
        var (before, writes) = (await tale.ViewAsync("t1"), tale.Stored.Writes);

        var rejection = await RejectedAsync(tale, name, state, new StartOptions { TransactionId = "t1", Version = version });

        Assert.Equal(RejectionReason.Conflict, rejection.Reason);
        Assert.Contains("Choose another id", rejection.Message);
        Assert.Equal(writes, tale.Stored.Writes);
        Assert.Equal(before.UpdatedAt, (await tale.ViewAsync("t1")).UpdatedAt);
        Assert.Equal(["one execute: 5"], _trace.Lines);
    }

    [Fact]
    public async Task F08_of_contradicting_starts_at_once_one_wins_and_the_others_are_refused()
    {
        var definition = Transaction.Define<int>("t").Counts("one", _trace).Build();
        await using var tale = TaleSystem.Start(definition);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => TryAsync(i))));

        Assert.Single(answers, accepted => accepted);
        Assert.Single(_trace.Lines);

        async Task<bool> TryAsync(int state)
        {
            try
            {
                await tale.RunAsync(definition, state, "t1");
                return true;
            }
            catch (TransactionRejectedException e) when (e.Rejection.Reason == RejectionReason.Conflict)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task F13_a_client_that_stopped_waiting_asks_again_with_the_same_id()
    {
        var gate = new Gate();
        var definition = Transaction.Define<int>("t").Step("one", async n => { await gate.PassAsync(); return n + 1; }).Build();
        await using var tale = TaleSystem.Start(definition);
        using var patience = new CancellationTokenSource();

        var first = tale.Client.RunAsync(definition, 1, new StartOptions { TransactionId = "t1" }, patience.Token);
        await gate.Reached;
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.Open();

        Assert.Equal(2, (await tale.RunAsync(definition, 1, "t1")).Result);
        Assert.Single(tale.Stored.EventsOf("t1"), "TransactionStarted");
    }

    [Fact]
    public async Task F13_a_start_whose_answer_never_came_is_durable_under_its_id()
    {
        var definition = Transaction.Define<int>("t").Counts("one", _trace).Build();
        await using var tale = TaleSystem.Start("tale.client.ask-timeout = 300ms, tale.coordinator.write-timeout = 1s", null, definition);
        tale.Stored.DisturbOnce(typeof(Event.TransactionStarted), WriteFate.StoreAndHang);

        var timeout = await Assert.ThrowsAsync<TimeoutException>(
            () => tale.Client.StartAsync("t", 1, new StartOptions { TransactionId = "t1" }));

        Assert.Contains("Ask again with the same id", timeout.Message);
        Assert.Equal(2, (await tale.RunAsync(definition, 1, "t1")).Result);
        Assert.Single(_trace.Lines);
    }

    [Theory]
    [InlineData("unknown", 1, "t1", RejectionReason.UnknownDefinition, "Registered: t v1")]
    [InlineData("t", "text", "t1", RejectionReason.StateDoesNotFit, "a Int32 is expected")]
    [InlineData("t", 1, "no spaces", RejectionReason.InvalidId, "letters, digits")]
    [InlineData("t", 1, "../../etc", RejectionReason.InvalidId, "letters, digits")]
    [InlineData("t", 1, "", RejectionReason.InvalidId, "1 to 200")]
    public async Task A_start_that_is_wrong_is_refused_with_its_reason_and_stores_nothing(
        string name, object state, string id, RejectionReason reason, string text)
    {
        await using var tale = TaleSystem.Start(Transaction.Define<int>("t").Counts("one", _trace).Build());

        var rejection = await RejectedAsync(tale, name, state, new StartOptions { TransactionId = id });

        Assert.Equal(reason, rejection.Reason);
        Assert.Contains(text, rejection.Message);
        Assert.Equal(0, tale.Stored.Writes);
        Assert.Null(await tale.Client.GetAsync(id));
    }

    [Fact]
    public async Task A_version_that_is_not_registered_is_refused()
    {
        await using var tale = TaleSystem.Start(Transaction.Define<int>("t", 2).Counts("one", _trace).Build());

        var rejection = await RejectedAsync(tale, "t", 1, new StartOptions { Version = 3 });

        Assert.Equal(RejectionReason.UnknownDefinition, rejection.Reason);
        Assert.Contains("'t' v3", rejection.Message);
    }

    [Fact]
    public async Task F45_a_state_of_10_MB_is_refused_at_the_door()
    {
        await using var tale = TaleSystem.Start(Transaction.Define<string>("t").Step("one", s => s).Build());

        var rejection = await RejectedAsync(tale, "t", new string('x', 10_000_000), new StartOptions { TransactionId = "t1" });

        Assert.Equal(RejectionReason.PayloadTooLarge, rejection.Reason);
        Assert.Contains("tale.max-payload-bytes", rejection.Message);
        Assert.Equal(0, tale.Stored.Writes);
    }

    [Fact]
    public async Task Headers_past_their_limits_are_refused()
    {
        await using var tale = TaleSystem.Start(Transaction.Define<int>("t").Counts("one", _trace).Build());
        ImmutableDictionary<string, string>[] wrong =
        [
            Enumerable.Range(0, 33).ToImmutableDictionary(i => $"h{i}", _ => ""),
            ImmutableDictionary<string, string>.Empty.Add("long", new string('x', 1025)),
            ImmutableDictionary<string, string>.Empty.Add("", "nameless"),
        ];

        foreach (var headers in wrong)
            Assert.Equal(
                RejectionReason.InvalidHeaders, (await RejectedAsync(tale, "t", 1, new StartOptions { Headers = headers })).Reason);

        Assert.Equal(0, tale.Stored.Writes);
    }

    private static async Task<TransactionRejected> RejectedAsync(TaleSystem tale, string name, object state, StartOptions options) =>
        (await Assert.ThrowsAsync<TransactionRejectedException>(() => tale.Client.StartAsync(name, state, options))).Rejection;
}

using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>Node after node over one log: crashes, deploys that drop or change a definition.</summary>
public sealed class OneLogTests
{
    private const string SharedLog = """
        akka.persistence.journal.plugin = shared-log
        shared-log { class = "Akka.Persistence.Journal.SharedMemoryJournal, Akka.Persistence", plugin-dispatcher = "akka.actor.default-dispatcher" }
        tale.coordinator.max-lives-without-progress = 3
        """;

    private readonly string _id = Guid.NewGuid().ToString("N");
    private readonly Trace _trace = new();

    public static TheoryData<string, int> Shapes => new() { { "sequence", 3 }, { "block", 13 }, { "kept", 2 }, { "kept after block", 13 }, { "all kept", 1 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task F52_the_result_of_a_transaction_whose_definition_is_gone_or_has_changed_is_still_answered(string shape, int result)
    {
        var definition = Shape(shape).Build();
        await using (var first = TaleSystem.Start(SharedLog, null, definition))
            Assert.Equal(result, (await first.RunAsync(definition, 1, _id)).Result);

        await using (var gone = TaleSystem.Start(SharedLog, null, Transaction.Define<int>("other").Step("one", n => n).Build()))
            await AnsweredByAsync(gone);
        await using (var changed = TaleSystem.Start(SharedLog, null, Shape(shape).Step("added", n => n + 1_000).Build()))
            await AnsweredByAsync(changed);
        Assert.Empty(_trace.Lines);

        async Task AnsweredByAsync(TaleSystem tale)
        {
            Assert.Equal(result, (await tale.RunAsync(definition, 1, _id)).Result);
            Assert.Equal(TransactionStatus.Completed, (await tale.ViewAsync(_id)).Status);
            var outcome = Assert.IsType<TransactionCompleted>(await tale.Client.WatchAsync(_id).WaitAsync(TaleSystem.Patience));
            Assert.Equal($"{result}", System.Text.Encoding.UTF8.GetString(Assert.IsType<Payload>(outcome.Result).Data.Span));
        }
    }

    [Fact]
    public async Task F52_a_result_that_the_caller_cannot_read_is_a_named_error()
    {
        var definition = Shape("sequence").Build();
        await using (var first = TaleSystem.Start(SharedLog, null, definition))
            await first.RunAsync(definition, 1, _id);
        await using var changed = TaleSystem.Start(SharedLog, null, Transaction.Define<int>("t").Step("one", n => $"{n}").Build());

        await Assert.ThrowsAsync<TransactionResultUnreadableException>(
            () => changed.RunAsync(Transaction.Define<int>("t").Step("one", n => $"{n}").Build(), 1, _id));
    }

    [Fact]
    public async Task F53_the_same_start_after_a_deploy_is_the_known_transaction()
    {
        await using (var first = TaleSystem.Start(SharedLog, null, Transaction.Define<Order>("t").Step("one", o => o with { Amount = o.Amount + 1 }).Build()))
        {
            await first.Client.StartAsync("t", new Order(1, null), new StartOptions { TransactionId = _id });
            await first.Client.WatchAsync(_id).WaitAsync(TaleSystem.Patience);
        }
        await using var later = TaleSystem.Start(SharedLog, null, Transaction.Define<int>("t").Step("one", n => n).Build());
        var start = new StartOptions { TransactionId = _id };

        // The type of the state is another one now, its members stand in another order, and numbers are written otherwise.
        var same = await later.Client.StartAsync("t", new OrderOfNewOrder(null, 1.0m), start).WaitAsync(TaleSystem.Patience);
        var other = await Assert.ThrowsAsync<TransactionRejectedException>(() => later.Client.StartAsync("t", new OrderOfNewOrder(null, 2), start));
        var unknown = await Assert.ThrowsAsync<TransactionRejectedException>(() => later.Client.StartAsync("u", new OrderOfNewOrder(null, 1), start));

        Assert.Equal(TransactionStatus.Completed, same.Status);
        Assert.Equal(RejectionReason.Conflict, other.Reason);
        Assert.Contains("another state", other.Message);
        Assert.Equal(RejectionReason.Conflict, unknown.Reason);
        Assert.Contains("another definition", unknown.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F55_a_step_that_ends_its_process_suspends_its_transaction_after_a_few(bool besideOneThatIsRetriedForEver)
    {
        var retries = RetryPolicy.Exponential(int.MaxValue, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
        for (var process = 0; process < 4; process++)
        {
            // It ends in the middle of the step: the actor system goes, and says nothing to the log.
            var gate = new Gate();
            var killing = besideOneThatIsRetriedForEver
                ? Transaction.Define<int>("t").Concurrent("both", block => block
                    .Branch(b => b.Step("kills", async n => { await gate.PassAsync(); return n; }))
                    .Branch(b => b.Step("fails", Counting.Failing("again"), s => s.Retry(retries)))
                    .Join((n, _, _) => n)).Build()
                : Transaction.Define<int>("t").Step("kills", async n => { await gate.PassAsync(); return n; }).Build();
            var tale = TaleSystem.Start($"{SharedLog}\nakka.coordinated-shutdown.run-by-actor-system-terminate = off", null, killing);
            await tale.Client.StartAsync("t", 1, new StartOptions { TransactionId = _id });
            await gate.Reached;
            if (besideOneThatIsRetriedForEver)
                await Until.IsAsync(() => tale.ViewAsync(_id), view => view.Steps[1].Attempts > 2 * (process + 1));
            await tale.System.Terminate();
        }
        await using var last = TaleSystem.Start(SharedLog, null);
        // Whether it is suspended stands in the log; that this node does not have the definition does not hide it.
        Assert.Contains("incarnations in a row ended without progress", await ReasonAsync(besideOneThatIsRetriedForEver, retries));
    }

    private async Task<string> ReasonAsync(bool beside, RetryPolicy retries)
    {
        var calm = beside
            ? Transaction.Define<int>("t").Concurrent("both", block => block
                .Branch(b => b.Step("kills", async n => { await Task.Yield(); return n; }))
                .Branch(b => b.Step("fails", Counting.Failing("again"), s => s.Retry(retries)))
                .Join((n, _, _) => n)).Build()
            : Transaction.Define<int>("t").Step("kills", async n => { await Task.Yield(); return n; }).Build();
        await using var tale = TaleSystem.Start(SharedLog, null, calm);
        tale.Tale.Region.Tell(new WakeTransaction(_id), Akka.Actor.ActorRefs.NoSender);
        var view = await Until.IsAsync(() => tale.ViewAsync(_id), view => view.Status is TransactionStatus.Suspended or TransactionStatus.Completed);
        return view.SuspendedReason ?? "";
    }

    private TransactionBuilder<int, int> Shape(string shape)
    {
        var block = Transaction.Define<int>("t").Concurrent("both", b => b
            .Branch(x => x.Step("x", n => n + 5)).Branch(x => x.Step("y", n => n + 6)).Join((_, x, y) => x + y));
        return shape switch
        {
            "sequence" => Transaction.Define<int>("t").Step("one", n => n + 1).Step("two", n => n + 1),
            "block" => block,
            "kept" => Transaction.Define<int>("t").Step("one", n => n + 1).Step("two", (int _) => { }).Step("three", n => n),
            "kept after block" => block.Step("after", (int _) => { }),
            _ => Transaction.Define<int>("t").Step("one", (int _) => { }).Step("two", (int _) => { }),
        };
    }

    public sealed record Order(int Amount, string? Note);

    [Tale.Actors.Definitions.StateAlias("order-of-new-order")]
    public sealed record OrderOfNewOrder(string? Note, decimal Amount);
}

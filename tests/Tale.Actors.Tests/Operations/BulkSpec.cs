using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Operations;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Operations;

/// <summary>Bulk operations on real transactions.</summary>
public sealed class BulkSpec() : ActorSpec("tale.operations { max-in-flight = 3, page-size = 4 }")
{
    private readonly Trace _trace = new();
    private volatile bool _isMended;

    private ITaleOperations Operations => TaleExtension.For(Sys).Operations;

    [Fact]
    public async Task Everything_of_a_definition_that_is_suspended_is_tried_again_once()
    {
        Run(Sick("t"), Sick("u"));
        for (var i = 0; i < 15; i++)
            Started($"t-{i}", "t", i).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
        Started("u-1", "u", 1).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
        _isMended = true;

        var started = await Operations.StartAsync(Request(BulkAction.RetryNow, new() { Definition = "t", Statuses = [TransactionStatus.Suspended] }));
        var view = await EndedAsync(started.OperationId);

        Assert.Equal((15L, 0L, 0L, (long?)15), (view.Done, view.Refused, view.Failed, view.Matched));
        for (var i = 0; i < 15; i++)
        {
            var transaction = ViewWhen($"t-{i}", seen => seen.Status == TransactionStatus.Completed);
            var done = Assert.Single(transaction.Interventions);
            Assert.Equal((OperatorAction.RetryNow, "ada", "the bank is back"), (done.Action, done.Who, done.Why));
        }
        Assert.Equal(TransactionStatus.Suspended, View("u-1").Status);
        Assert.Equal(15, _trace.Lines.Count);
        Assert.Equal(started.OperationId, Assert.Single(await Operations.ListAsync()).OperationId);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_by_each_transaction()
    {
        Run(Sick("t"));
        Started("t-1", "t", 1).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);

        var view = await EndedAsync((await Operations.StartAsync(Request(BulkAction.GiveUp, new() { All = true }))).OperationId);

        Assert.Equal((0L, 1L), (view.Done, view.Refused));
        var refusal = Assert.Single(view.Refusals);
        Assert.Equal(("t-1", RejectionReason.NotAllowed), (refusal.TransactionId, refusal.Reason));
        Assert.Contains("No undo is stuck", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(View("t-1").Interventions);
    }

    [Fact]
    public async Task What_is_under_way_is_cancelled_and_what_has_completed_undone()
    {
        Run(
            Transaction.Define<int>("waits").WaitFor("go", (int n, int m) => n + m).Build(),
            Transaction.Define<int>("ends").Step("one", n => n).Undo(_ => { }).Build());
        Started("w-1", "waits", 1);
        Started("e-1", "ends", 1).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);

        var cancelled = await EndedAsync((await Operations.StartAsync(Request(BulkAction.Cancel, new() { IdPrefix = "w-" }))).OperationId);
        var undone = await EndedAsync((await Operations.StartAsync(Request(BulkAction.Undo, new() { Definition = "ends" }))).OperationId);

        Assert.Equal((1L, 1L), (cancelled.Done, undone.Done));
        foreach (var (id, operation) in new[] { ("w-1", cancelled), ("e-1", undone) })
        {
            var view = ViewWhen(id, seen => seen.Status == TransactionStatus.Compensated);
            Assert.Contains($"operation {operation.OperationId}, ada: the bank is back", view.Failure!.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Its parent, which has passed its pivot, would go on without what it stands on.</summary>
    [Fact]
    public async Task A_child_is_undone_by_its_parent_unless_it_is_meant_by_name()
    {
        var inner = Transaction.Define<int>("inner").Step("book", n => n).Undo(_ => { }).Build();
        Run(inner, Transaction.Define<int>("outer").Child("stay", inner).Step("pay", n => n, step => step.Pivot()).Build());
        Started("o-1", "outer", 1).ExpectMsg<TransactionCompleted>(TaleSystem.Patience);

        var all = await EndedAsync((await Operations.StartAsync(Request(BulkAction.Undo, new() { All = true }))).OperationId);

        Assert.Equal((0L, 2L), (all.Done, all.Refused));
        Assert.Contains(all.Refusals, refusal => refusal.Message.Contains("It is a child of 'o-1'", StringComparison.Ordinal));
        Assert.Equal(TransactionStatus.Completed, View("o-1:stay").Status);
        var named = await EndedAsync((await Operations.StartAsync(Request(BulkAction.Undo, new() { Definition = "inner" }))).OperationId);
        Assert.Equal(1, named.Done);
        ViewWhen("o-1:stay", seen => seen.Status == TransactionStatus.Compensated);
    }

    [Fact]
    public async Task A_request_that_lacks_something_is_refused_and_stored_nowhere()
    {
        Run(Sick("t"));

        var all = await Assert.ThrowsAsync<OperationRejectedException>(() => Operations.StartAsync(Request(BulkAction.RetryNow, new())));
        var id = await Assert.ThrowsAsync<OperationRejectedException>(
            () => Operations.StartAsync(Request(BulkAction.RetryNow, new() { All = true }) with { OperationId = "no id" }));
        var who = await Assert.ThrowsAsync<OperationRejectedException>(() => Operations.StopAsync("op-1", ""));

        Assert.Equal(
            (RejectionReason.InvalidCommand, RejectionReason.InvalidId, RejectionReason.InvalidCommand), (all.Reason, id.Reason, who.Reason));
        Assert.Empty(await Operations.ListAsync());
        Assert.Null(await Operations.GetAsync("op-1"));
        Assert.Null(await Operations.StopAsync("op-1", "ada"));
    }

    [Fact]
    public async Task They_can_be_injected_beside_the_client()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAkka("hosted", akka => akka.WithTale(tale => tale.AddTransaction(Sick("t"))));
        builder.Services.AddTaleClient();
        using var host = builder.Build();
        await host.StartAsync();
        var operations = host.Services.GetRequiredService<ITaleOperations>();

        var view = await operations.StartAsync(Request(BulkAction.RetryNow, new() { All = true }) with { OperationId = "op-1" });

        Assert.Equal("op-1", view.OperationId);
        Assert.Equal("op-1", (await operations.StopAsync("op-1", "grace"))!.OperationId);
        Assert.Equal("op-1", (await operations.GetAsync("op-1"))!.OperationId);
        Assert.Single(await operations.ListAsync());
        await host.StopAsync();
    }

    [Fact]
    public void A_node_that_is_a_client_only_says_that_it_has_none()
    {
        TaleExtension.For(Sys).StartClient(TaleSystem.Options(Sick("t")), ActorRefs.Nobody);

        var refusal = Assert.Throws<InvalidOperationException>(() => Operations);

        Assert.Contains("client of Tale only (WithTaleClient, or a member of a cluster without the role", refusal.Message, StringComparison.Ordinal);
    }

    private static OperationRequest Request(BulkAction action, OperationFilter filter) => new(action, filter, "ada", "the bank is back");

    private TransactionDefinition<int, int> Sick(string name) => Transaction.Define<int>(name).Step(
        "one",
        (int n) =>
        {
            if (!_isMended)
                throw new InvalidOperationException("help");
            _trace.Add("one");
            return n;
        },
        step => step.Decide(_ => Directive.Escalate)).Build();

    private async Task<OperationView> EndedAsync(string id) =>
        (await Until.IsAsync(() => Operations.GetAsync(id), view => view!.Status == OperationStatus.Ended))!;
}

using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Journal.Tests.Support;
using Tale.Actors.Operations;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Runtime;

/// <summary>Bulk operations that outlive the node they were started on.</summary>
public sealed class OperationTests : IDisposable
{
    private const int Transactions = 200;

    private const string Settings = "tale.operations { max-in-flight = 2, page-size = 20 }";

    private readonly SqliteTestStore _store = new();
    private volatile bool _isMended;

    [Fact]
    public async Task One_that_is_cut_off_in_the_middle_goes_on_by_itself_and_does_everything_once()
    {
        await using (var first = Node.Start(_store, Settings, Sick()))
        {
            await SuspendedAsync(first);
            _isMended = true;
            await first.Tale.Operations.StartAsync(Request("op-1"));
            await UntilAsync(first, "op-1", view => view.Done >= 30);
        }
        Assert.Equal(0, _store.Count("SELECT count(*) FROM tale_event WHERE manifest = 'operation-ended:1'"));

        // Nobody asks for it here.
        await using var second = Node.Start(_store, Settings, Sick());
        await Node.UntilAsync(() => _store.Count("SELECT count(*) FROM tale_event WHERE manifest = 'operation-closed:1'") == 1);

        var view = await second.Tale.Operations.GetAsync("op-1");
        Assert.Equal(
            (OperationStatus.Ended, (long)Transactions, 0L, 0L, (long?)Transactions),
            (view!.Status, view.Done, view.Refused, view.Failed, view.Matched));
        for (var i = 0; i < Transactions; i++)
        {
            await second.ListedAsync($"t{i:000}", row => row.Status == TransactionStatus.Completed);
            var done = Assert.Single((await second.Client.GetAsync($"t{i:000}"))!.Interventions);
            Assert.Equal((OperatorAction.RetryNow, "ada", "the bank is back"), (done.Action, done.Who, done.Why));
        }
        Assert.Equal(view.Done, (await second.Tale.Operations.StartAsync(Request("op-1"))).Done);
    }

    [Fact]
    public async Task One_that_was_stopped_stays_so_on_the_next_node()
    {
        await using (var first = Node.Start(_store, Settings, Sick()))
        {
            await SuspendedAsync(first);
            _isMended = true;
            await first.Tale.Operations.StartAsync(Request("op-1"));
            await UntilAsync(first, "op-1", view => view.Done >= 10);
            await first.Tale.Operations.StopAsync("op-1", "grace");
        }

        await using var second = Node.Start(_store, Settings, Sick());
        await UntilAsync(second, "op-1", seen => seen.Status == OperationStatus.Stopped);

        var view = (await second.Tale.Operations.GetAsync("op-1"))!;
        Assert.Equal(("grace", 0L, 0L), (view.StoppedBy, view.Refused, view.Failed));
        Assert.InRange(view.Done, 10, Transactions - 1);
        var suspended = await second.Client.CountAsync(new() { Statuses = [TransactionStatus.Suspended] });
        Assert.Equal(Transactions - view.Done, suspended.Sum(count => count.Number));
    }

    public void Dispose() => _store.Dispose();

    private static OperationRequest Request(string id) =>
        new(BulkAction.RetryNow, new() { Definition = "t", Statuses = [TransactionStatus.Suspended] }, "ada", "the bank is back") { OperationId = id };

    private static async Task UntilAsync(Node node, string id, Func<OperationView, bool> condition)
    {
        for (var watch = System.Diagnostics.Stopwatch.StartNew(); ; await Task.Yield())
        {
            var view = await node.Tale.Operations.GetAsync(id);
            if (condition(view!))
                return;
            Assert.True(watch.Elapsed < Node.Patience, $"It never became so; the last view was {view}.");
        }
    }

    private static async Task SuspendedAsync(Node node)
    {
        await Task.WhenAll(Enumerable.Range(0, Transactions).Select(i => node.StartAsync("t", i, $"t{i:000}")));
        await Node.UntilAsync(() => node.Tale.Index.CountAsync(new() { Statuses = [TransactionStatus.Suspended] })
            .GetAwaiter().GetResult().Sum(count => count.Number) == Transactions);
    }

    private TransactionDefinition<int, int> Sick() => Transaction.Define<int>("t").Step(
        "one", (int n) => _isMended ? n : throw new InvalidOperationException("help"), step => step.Decide(_ => Directive.Escalate)).Build();
}

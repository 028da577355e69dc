using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>
/// F49: a policy of a definition changes while transactions are in flight: they are suspended as changed, and go on once it is back.
/// </summary>
public sealed class PolicyChangedTests
{
    private readonly Gate _gate = new();

    public static TheoryData<string> Policies => ["retry", "retry of the undo", "failure of an undo", "failure of a branch"];

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task F49_a_policy_that_changes_suspends_what_is_in_flight_until_it_is_back(string policy)
    {
        await using var first = TaleSystem.Start(Definition(""));
        await first.Client.StartAsync("t", 1, new StartOptions { TransactionId = "t1" });
        await _gate.Reached;
        var log = first.Stored.LogOf("t1");
        await using var second = TaleSystem.Start(Definition(policy));
        await second.System.PlaceAsync("t1", log);

        var view = await second.ViewAsync("t1");

        Assert.Equal(TransactionStatus.Suspended, view.Status);
        Assert.Contains("has changed", view.SuspendedReason, StringComparison.Ordinal);
        await Until.IsTrueAsync(() => second.Stored.EventsOf("t1").Contains("TransactionSuspended"));
        await using var third = TaleSystem.Start(Definition(""));
        await third.System.PlaceAsync("t1", second.Stored.LogOf("t1"));
        _gate.Open();
        Assert.Equal(new TransactionCompleted("t1", 2), await third.Client.WatchAsync("t1").WaitAsync(TaleSystem.Patience));
    }

    private TransactionDefinition<int, int> Definition(string changed)
    {
        var retries = changed == "retry" ? 2 : 1;
        var undoes = RetryPolicy.Immediate(changed == "retry of the undo" ? 2 : 1);
        var undoFailure = changed == "failure of an undo" ? CompensationFailurePolicy.Continue : CompensationFailurePolicy.Suspend;
        var branchFailure = changed == "failure of a branch" ? BranchFailurePolicy.FailFast : BranchFailurePolicy.Wait;
        return Transaction.Define<int>("t", 1, options => options.OnCompensationFailure(undoFailure))
            .Step("one", n => n + 1, s => s.Retry(retries).RetryCompensation(undoes)).Undo(_ => { })
            .Concurrent(
                "all",
                [b => b.Step("a", async n => { await _gate.PassAsync(); return n; }), b => b.Step("b", n => n)],
                (n, _) => n, branchFailure)
            .Build();
    }
}

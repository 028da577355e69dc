using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>Limits that are settings (docs/limits.md), and what happens beyond them.</summary>
public sealed class LimitSpec() : ActorSpec("tale { max-events-per-transaction = 5, max-steps = 3 }")
{
    [Fact]
    public void A_transaction_whose_log_is_full_is_suspended_and_goes_on_when_an_operator_says_so()
    {
        var isBack = false;
        Run(Transaction.Define<int>("t")
            .Step("one", n => Volatile.Read(ref isBack) ? n + 1 : throw new InvalidOperationException("away"), step => step.Retry(1_000_000)).Build());
        var caller = Started("t1", "t", 1);

        var reason = caller.ExpectMsg<TransactionSuspended>(TaleSystem.Patience).Reason;
        Assert.Contains("away (not tried again by itself: the log has 5 events, and tale.max-events-per-transaction is 5)", reason, StringComparison.Ordinal);

        Volatile.Write(ref isBack, true);
        Region.Tell(new OperatorCommand("t1", "cmd-1", OperatorAction.RetryNow, "ada", "it is back"), CreateTestProbe());
        Assert.Equal(TransactionStatus.Completed, ViewWhen("t1", view => view.EndedAt is not null).Status);
    }

    [Fact]
    public void A_definition_with_more_steps_is_refused_at_start()
    {
        var four = Transaction.Define<int>("four").Step("a", n => n).Step("b", n => n).Step("c", n => n).Step("d", n => n).Build();

        var refusal = Assert.Throws<ConfigurationException>(() => Run(four));

        Assert.Equal("four v1 has 4 steps; the limit is 3 (tale.max-steps). Raise it, or split the transaction.", refusal.Message);
    }
}

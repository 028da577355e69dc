using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Tests.Failures;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>A child on a node where no step may take longer than 30 seconds.</summary>
public sealed class ChildTimeoutSpec() : VirtualTimeSpec("tale.steps.default-timeout = 30s")
{
    [Fact]
    public void The_limit_of_steps_is_none_for_a_transaction_of_many_of_them()
    {
        Run(Transaction.Define<int>("order").Child("trip", Transaction.Define<int>("slow")
            .Delay("pause", TimeSpan.FromMinutes(2)).Step("flight", (int _) => Trace.Add("flight")).Build()).Build());
        Started("t1", "order", 100);
        WaitUntilPassivated("t1:trip");

        PassUntil(() => Stored.EventsOf("t1")[^1] is nameof(Event.TransactionCompleted) or nameof(Event.TransactionCompensated));

        Assert.Equal(nameof(Event.TransactionCompleted), Stored.EventsOf("t1")[^1]);
        Assert.Equal(["flight"], Trace.Lines);
    }
}

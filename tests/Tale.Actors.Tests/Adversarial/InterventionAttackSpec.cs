using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Core.Properties;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>People who command a transaction that is out of memory, cannot be stored, or cannot be read.</summary>
public sealed class InterventionAttackSpec : VirtualTimeSpec
{
    private bool _isMended;
    private Action _block = () => { };

    [Fact]
    public void A_command_for_the_revision_that_is_seen_is_carried_out_also_on_one_that_is_out_of_memory()
    {
        Run(Sick());
        Started("t1", "t", 1).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
        var seen = View("t1").Revision;
        WaitUntilPassivated("t1");
        _isMended = true;

        Answer<CommandAccepted>(Command(OperatorAction.RetryNow) with { ExpectedRevision = seen });

        PassUntilStored("t1", nameof(Event.TransactionCompensated));
    }

    /// <summary>Its second step fails, and the undo of its first one until it is mended.</summary>
    private TransactionDefinition<int, int> Sick() => Transaction.Define<int>("t")
        .Step("one", (int n) =>
        {
            _block();
            return n + 1;
        }, s => s.RetryCompensation(RetryPolicy.None))
        .Undo((int _) => { if (!_isMended) throw new InvalidOperationException("stuck"); })
        .Step("two", (int n) => n < 0 ? n : throw new InvalidOperationException("no")).Build();

    private static OperatorCommand Command(OperatorAction action) => new("t1", "c1", action, "ada", "mended");
}

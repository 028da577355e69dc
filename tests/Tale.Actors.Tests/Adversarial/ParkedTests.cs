using Akka.Actor;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>
/// What a node remembers of transactions whose definitions it does not have: those that could be woken in vain, and no others.
/// </summary>
public sealed class ParkedTests : LoneCoordinatorSpec
{
    private static readonly TransactionDefinition<int, int> Other = Transaction.Define<int>("other").Step("one", n => n).Build();

    [Fact]
    public async Task F17_one_that_has_ended_leaves_nothing_behind_however_often_it_is_looked_at()
    {
        var gone = Transaction.Define<int>("gone").Step("one", n => n).Build();
        await PlaceAsync(gone);
        var (_, coordinator) = Alone("t1", new NodeClock(Sys.Scheduler), Other);

        Assert.Equal(TransactionStatus.Completed, Ask(coordinator, new GetTransaction("t1")));
        Assert.Empty(Parked);
    }

    [Fact]
    public async Task F17_one_that_is_suspended_is_remembered_until_it_is_given_up()
    {
        var gone = Transaction.Define<int>("gone").Step("one", (int n) => n < 0 ? n : throw new InvalidOperationException("help"),
            step => step.Decide(_ => Directive.Escalate)).Build();
        await PlaceAsync(gone);
        var (_, coordinator) = Alone("t1", new NodeClock(Sys.Scheduler), Other);
        Assert.Equal(TransactionStatus.Suspended, Ask(coordinator, new GetTransaction("t1")));
        Assert.Single(Parked);

        Assert.Equal(TransactionStatus.Failed, Ask(coordinator, new OperatorCommand("t1", "c1", OperatorAction.GiveUp, "ada", "enough")));
        Assert.Empty(Parked);
    }

    private TransactionStatus Ask(IActorRef coordinator, ITransactionCommand command)
    {
        var asker = CreateTestProbe();
        coordinator.Tell(command, asker);
        return asker.ExpectMsg<IWithTransactionId>(TaleSystem.Patience) switch
        {
            TransactionView view => view.Status,
            ITransactionOutcome outcome => outcome.Status,
            var other => throw new InvalidOperationException($"{other}"),
        };
    }

    private async Task PlaceAsync(TransactionDefinition<int, int> definition)
    {
        await using var before = TaleSystem.Start(definition);
        await before.RunAsync(definition, 1, "t1");
        await Sys.PlaceAsync("t1", before.Stored.LogOf("t1"));
    }
}

using Akka.Actor;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>Commands to a transaction that another node owned last, at a node that may not take it over.</summary>
public sealed class MovingTests : LoneCoordinatorSpec
{
    private static readonly TransactionDefinition<int, int> Waits = Transaction.Define<int>("waits").WaitFor("go").Build();
    private static readonly TransactionDefinition<int, int> Other = Transaction.Define<int>("other").Step("one", n => n).Build();

    /// <param name="isKnown">Else its log cannot be folded here, and is given up.</param>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_is_about_to_move_leaves_them_to_the_node_that_has_it_next(bool isKnown)
    {
        await using var before = TaleSystem.Start(Waits);
        await before.Client.StartAsync("waits", 1, new StartOptions { TransactionId = "t1" });
        await Sys.PlaceAsync("t1", before.Stored.LogOf("t1"));
        IsMoving = true;
        var (_, coordinator) = Alone("t1", new NodeClock(Sys.Scheduler), isKnown ? Waits : Other);
        var asker = CreateTestProbe();
        ITransactionCommand command = isKnown
            ? new SignalTransaction("t1", "go", "s-1")
            : new OperatorCommand("t1", "c1", OperatorAction.GiveUp, "ada", "enough");

        coordinator.Tell(command, asker);
        coordinator.Tell(new GetTransaction("t1"), asker);
        asker.ExpectMsg<TransactionView>(TaleSystem.Patience);   // and no answer before it

        IsMoving = false;
        coordinator.Tell(command, asker);
        Assert.Equal(RejectionReason.NotOwner, asker.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);
    }

    [Theory]
    [InlineData(false, false, true, false)]
    [InlineData(true, false, true, true)]
    [InlineData(false, true, true, true)]
    [InlineData(true, true, false, false)]
    public void What_is_in_a_region_moves_when_that_stops_or_its_node_does_and_another_one_follows(
        bool isStopping, bool isNodeStopping, bool isFollowed, bool isMoving)
    {
        var home = new RegionHome(null!, new Neighbours(isNodeStopping, isFollowed ? TestActor : null), new StartQueue(TestActor));
        if (isStopping)
            home.Stop();

        Assert.Equal(isMoving, home.IsMoving);
    }

    private sealed record Neighbours(bool IsStopping, IActorRef? Successor) : INeighbours
    {
        public bool MayTakeOver(string transactionId) => true;

        public bool MayBeKnown(string what) => false;

        public bool LeaveToOthers(string transactionId, string what) => false;

        public void Opened(IActorRef region)
        {
        }

        public void Closed(IActorRef region)
        {
        }
    }
}

using Akka.Actor;
using Tale.Actors.Coordination.Time;

namespace Tale.Actors.Coordination.Home;

/// <summary>
/// The region's stop. The coordinators in memory when it begins are told to leave, stage by stage, and the stop is over when the last of
/// them has left: what their steps did is stored by then. Coordinators that are made later only answer questions, and hold up nothing.
/// </summary>
internal sealed class Departure(NodeClock clock, IActorRef region)
{
    /// <summary>For the answers of attempts whose tokens have been cancelled.</summary>
    public static readonly TimeSpan LastMoment = TimeSpan.FromMilliseconds(500);

    private IActorRef _asker = ActorRefs.Nobody;
    private int _left;

    public bool HasBegun { get; private set; }

    public void Begin(IActorRef asker, TimeSpan grace, IReadOnlyCollection<Resident> residents)
    {
        HasBegun = true;
        _asker = asker;
        _left = residents.Count;
        foreach (var resident in residents)
            resident.HoldsUpStop = true;
        Tell(LeaveStage.Finish, residents);
        Then(grace, LeaveStage.Cancel);
        AnswerIfOver();
    }

    public void GoOn(LeaveStage stage, IReadOnlyCollection<Resident> residents)
    {
        Tell(stage, residents);
        if (stage == LeaveStage.Cancel)
            Then(LastMoment, LeaveStage.AtOnce);
    }

    public void Left(Resident resident)
    {
        if (!resident.HoldsUpStop)
            return;
        _left--;
        AnswerIfOver();
    }

    private void Tell(LeaveStage stage, IReadOnlyCollection<Resident> residents)
    {
        var leave = new LeaveInOrder(stage);
        foreach (var resident in residents)
            resident.TryTell(leave, region);
    }

    private void Then(TimeSpan delay, LeaveStage stage) => clock.Set(clock.Now + delay, region, new LeaveInOrder(stage));

    private void AnswerIfOver()
    {
        if (_left == 0)
            _asker.Tell(Drained.Instance, region);
    }
}

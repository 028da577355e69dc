using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Index;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Home;

/// <summary>One region has all transactions of the database.</summary>
internal sealed class LocalPlacement : IPlacement
{
    /// <summary>For the last answers of attempts, and for storing what they did.</summary>
    private static readonly TimeSpan AfterGrace = TimeSpan.FromSeconds(2);

    private volatile bool _isStopping;
    private IActorRef _region = ActorRefs.Nobody;

    public RegionLink Link => RegionLink.Here(_region);

    public bool IsStopping => _isStopping;

    public bool MayTakeOver(string persistenceId) => true;

    public IWaker Waker => new RegionWaker(_region);

    public void Refuse(ExtendedActorSystem system, TaleSettings settings, ITransactionIndex index) =>
        RefuseGrace(system, settings, CoordinatedShutdown.PhaseBeforeServiceUnbind);

    public ILeases<ILease> Take(ActorSystem system, ITransactionIndex index, string node, IReadOnlyList<string> knows, TimeSpan duration) =>
        index is ILeasedIndex leased ? leased.Take(system, node, duration) : NoLease.Everywhere;

    public IActorRef Start(ExtendedActorSystem system, TaleSettings settings, Func<INeighbours, Props> regions) =>
        _region = system.SystemActorOf(regions(NoNeighbours.Instance), TaleRuntime.RegionName);

    public IActorRef StartOnly(ExtendedActorSystem system, Props actor, string name) => system.SystemActorOf(actor, name);

    public void LeaseHasChanged() => _region.Tell(LeaseChanged.Instance);

    public void Watched(ExtendedActorSystem system, IActorRef watchdog)
    {
    }

    public Task DrainAsync(TimeSpan grace)
    {
        _isStopping = true;
        return _region.Ask<Drained>(new Drain(grace));
    }

    /// <summary>Akka ends a phase of its shutdown when its time is over, whatever is still to be stored.</summary>
    /// <param name="phase">In which the coordinators leave.</param>
    /// <exception cref="ConfigurationException">It is too short for them.</exception>
    public static void RefuseGrace(ActorSystem system, TaleSettings settings, string phase)
    {
        var timeout = CoordinatedShutdown.Get(system).Timeout(phase);
        if (settings.StopGrace + AfterGrace > timeout)
            throw new ConfigurationException(
                $"tale.steps.stop-grace is {settings.StopGrace.TotalSeconds} s, and the phase of the shutdown in which it passes ends after "
                + $"{timeout.TotalSeconds} s. Set akka.coordinated-shutdown.phases.{phase}.timeout to "
                + $"{(settings.StopGrace + AfterGrace).TotalSeconds} s or more, or make the grace period shorter.");
    }
}

using Akka;
using Akka.Actor;
using Akka.Cluster;

namespace Tale.Actors.Cluster;

/// <summary>
/// A region of Akka's that stops waits until all that it keeps for others has been passed on: as long as its phase of the shutdown lasts, where there is
/// nobody left to pass it to. Then it is ended.
/// </summary>
internal static class LastRegion
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <param name="region">This node's, or a proxy.</param>
    /// <param name="begin">What is to be done before it is waited for.</param>
    /// <param name="isOver">Whether nothing is at work below the region any more, and no node follows.</param>
    public static void EndsWhen(ActorSystem system, Func<IActorRef> region, Action begin, Func<bool> isOver) =>
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseClusterShardingShutdownRegion, "tale-last-region", async () =>
        {
            begin();
            var cluster = Akka.Cluster.Cluster.Get(system);
            if (cluster.IsTerminated || cluster.SelfMember.Status == MemberStatus.Down)
                return Done.Instance;   // as Akka does
            var last = region();
            var ended = last.WatchAsync();
            while (!ended.IsCompleted && !isOver())
                await Task.WhenAny(ended, Task.Delay(Interval)).ConfigureAwait(false);
            last.Tell(PoisonPill.Instance);
            return Done.Instance;
        });
}

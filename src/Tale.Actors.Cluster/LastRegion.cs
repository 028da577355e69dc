using Akka;
using Akka.Actor;

namespace Tale.Actors.Cluster;

/// <summary>
/// A region of Akka's that stops waits until all that it keeps for others has been passed on: as long as its phase of the shutdown lasts, where there is
/// nobody left to pass it to. Then it is ended.
/// </summary>
internal static class LastRegion
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <param name="region">This node's, or a proxy.</param>
    /// <param name="isOver">Whether nothing is at work below the region any more, and no node follows.</param>
    public static void EndsWhen(ActorSystem system, Func<IActorRef> region, Func<bool> isOver) =>
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseClusterShardingShutdownRegion, "tale-last-region", async () =>
        {
            var ended = region().WatchAsync();
            while (!ended.IsCompleted && !isOver())
                await Task.WhenAny(ended, Task.Delay(Interval)).ConfigureAwait(false);
            region().Tell(PoisonPill.Instance);
            return Done.Instance;
        });
}

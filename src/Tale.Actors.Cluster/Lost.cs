using Akka.Actor;
using Akka.Event;

namespace Tale.Actors.Cluster;

/// <summary>Why the actor system of a node ends that is of no use to its cluster. Whoever has started the process starts it again.</summary>
internal sealed class Lost : CoordinatedShutdown.Reason
{
    private static readonly Lost Instance = new();

    public override int ExitCode => 1;

    public static void End(ActorSystem system, string why)
    {
        Logging.GetLogger(system, "Tale").Error("{0}", why);
        _ = CoordinatedShutdown.Get(system).Run(Instance);
    }
}

using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Hosting;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Serialization;
using Tale.Actors.Settings;

namespace Tale.Actors.Cluster;

/// <summary>What would lose transactions in a cluster, or let them wait for ever.</summary>
internal static class ClusterChecks
{
    /// <summary>Akka's own part of a hand-over, and what steps did is stored.</summary>
    private static readonly TimeSpan AfterGrace = TimeSpan.FromSeconds(7);

    /// <exception cref="ConfigurationException">There is something of the kind.</exception>
    public static void Refuse(ExtendedActorSystem system, TaleSettings settings, ITransactionIndex index)
    {
        if (index is not IClusterIndex)
            throw new ConfigurationException(
                "The nodes of a cluster share one database, and this transaction index is this node's alone. Use WithTalePostgresJournal, or "
                + "WithTalePostgresIndex with a journal that all nodes share.");
        if (!settings.IsLeaseOn)
            throw new ConfigurationException(
                "tale.lease.enabled is off: in a cluster the leases of its nodes are what keeps a lost one from going on. Remove the setting.");
        var config = system.Settings.Config;
        if (string.IsNullOrEmpty(config.GetString("akka.cluster.downing-provider-class", "")))
            throw new ConfigurationException(
                "akka.cluster.downing-provider-class is empty: nobody would ever take over what a node that has died was at. "
                + "Remove the setting, and Akka's split brain resolver is used.");
        var handOff = config.GetTimeSpan("akka.cluster.sharding.handoff-timeout");
        if (settings.StopGrace + AfterGrace > handOff)
            throw new ConfigurationException(
                $"tale.steps.stop-grace is {settings.StopGrace.TotalSeconds} s, and a shard that moves has {handOff.TotalSeconds} s, five of which are Akka's own. "
                + $"Set akka.cluster.sharding.handoff-timeout to {(settings.StopGrace + AfterGrace).TotalSeconds} s or more, or make the grace period shorter.");
        if (FrameLimit.Of(system) is { } frame && frame.MessageBytes < settings.MaxPayloadBytes)
            Logging.GetLogger(system, "Tale").Warning(
                "States may have up to {0} bytes (tale.max-payload-bytes), and what is sent to another node up to {1} ({2}): what is larger is refused or "
                + "cut, unless it happens to stay on its node. Raise the one, on all members of the cluster, or lower the other.",
                settings.MaxPayloadBytes, frame.MessageBytes, frame.Setting);
    }

    /// <summary>Once all actors of the application are there.</summary>
    /// <exception cref="ConfigurationException">A participant has no actor on this node: what comes to be here would wait for it, however many other nodes have it.</exception>
    public static void RefuseMissingParticipants(ActorSystem system, TransactionRegistry definitions)
    {
        var actors = ActorRegistry.For(system);
        var missing =
            from definition in definitions.All
            from entry in StepPath.Steps(definition.Root, "")
            where entry.Step.Body is StepBody.Participant { Address.Key: { } key } && !actors.TryGet(key, out _)
            select $"{Environment.NewLine}  - step '{entry.Path}' of {definition}: {((StepBody.Participant)entry.Step.Body).Address}";
        var all = string.Concat(missing);
        if (all.Length > 0)
            throw new ConfigurationException(
                "In a cluster a transaction may come to be on any node, and participants of these steps have no actor on this one. Register the participant "
                + $"here too, or a proxy of it (a singleton's, a shard region's, a router) under the same key:{all}");
    }

    /// <exception cref="ConfigurationException">The nodes are to find each other in the database, and something keeps them from it.</exception>
    public static void RefuseDiscovery(ActorSystem system)
    {
        var settings = Akka.Cluster.Cluster.Get(system).Settings;
        if (settings.MinNrOfMembers > 1 || settings.MinNrOfMembersOfRole.Values.Any(number => number > 1))
            throw new ConfigurationException(
                "A cluster that waits for so many members (akka.cluster.min-nr-of-members, or a role's) begins with none, and nodes find each other in the "
                + "database once they are at work (TaleClusterOptions.DiscoverNodes). Remove one of them.");
        if (system.Settings.Config.GetStringList("akka.cluster.seed-nodes", []).Count > 0)
            throw new ConfigurationException(
                "There are seed nodes (akka.cluster.seed-nodes), and the nodes are to find each other in the database (TaleClusterOptions.DiscoverNodes). Remove "
                + "one of them.");
    }

    /// <exception cref="ConfigurationException">A client that is to find its cluster in the database knows none.</exception>
    public static IClusterIndex RefuseUnknownDatabase(ITransactionIndex? index) => index as IClusterIndex ?? throw new ConfigurationException(
        "This node is to find the others in their database (TaleClusterOptions.DiscoverNodes), and knows none. Use WithTalePostgresJournal or "
        + "WithTalePostgresIndex here too, or give it seed nodes.");

    /// <exception cref="ConfigurationException">The actor system is not part of a cluster.</exception>
    public static void RefuseSingleNode(ActorSystem system)
    {
        if (system.Settings.ProviderClass.Contains("ClusterActorRefProvider", StringComparison.Ordinal))
            return;
        throw new ConfigurationException(
            "This actor system is not part of a cluster. Add builder.WithRemoting(...) and builder.WithClustering(...) before WithTaleCluster, or use "
            + "WithTale on a single node.");
    }
}

using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.DependencyInjection;
using Akka.Hosting;
using Tale.Actors.Hosting;

namespace Tale.Actors.Cluster;

/// <summary>Tale in a cluster, in Akka.Hosting.</summary>
public static class TaleClusterExtensions
{
    /// <summary>
    /// Runs transactions in this cluster: each on one node, and after a node is lost on another one. A node without the role is a client of
    /// those with it: <see cref="ITaleClient"/> works there too. All nodes share a PostgreSQL database (<c>WithTalePostgresJournal</c>), and each
    /// knows the same definitions. Needs <c>WithRemoting</c> and <c>WithClustering</c> of Akka.Cluster.Hosting. Adds the settings of
    /// <c>hocon/cluster.conf</c>, except those that you have set to anything else than Akka's own default before this call; what you set after it with
    /// <see cref="HoconAddMode.Prepend"/> wins too. They are the actor system's: docs/operations.md, "A cluster", says what that means for your own
    /// singletons and shards.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Adds the definitions, and sets what is to differ from the defaults.</param>
    /// <param name="cluster">How transactions are spread. Default: 128 shards over all nodes.</param>
    /// <exception cref="ArgumentException">There is no such number of shards.</exception>
    public static AkkaConfigurationBuilder WithTaleCluster(
        this AkkaConfigurationBuilder builder, Action<TaleOptions> configure, Action<TaleClusterOptions>? cluster = null)
    {
        var options = new TaleClusterOptions();
        cluster?.Invoke(options);
        if (options.Shards is < 1 or > TaleClusterOptions.MostShards)
            throw new ArgumentException(
                $"There are to be {options.Shards} shards; from 1 to {TaleClusterOptions.MostShards} there may be.", nameof(cluster));
        builder.AddHocon(ClusterDefaults.For(builder.Configuration.HasValue ? builder.Configuration.Value : null, options.Role), HoconAddMode.Prepend);
        var tale = TaleHostingExtensions.Configured(builder, configure);
        TaleHostingExtensions.AddHealthChecks(builder, TimeProvider.System);
        builder.WithHealthCheck("tale.cluster", new ClusterHealthCheck(TimeProvider.System, options.Role), tags: ["akka", TaleHealthTags.Ready]);
        builder.WithCustomSerializer(
            "tale-cluster", ClusterProtocolSerializer.Types, system => new ClusterProtocolSerializer(system));
        builder.AddStartup((system, _) =>
        {
            if (TaleExtension.For(system) is { Runtime: not null } extension)
                ClusterChecks.RefuseMissingParticipants(system, extension.Registry);
        });
        return builder.WithActors((system, registry, resolver) =>
        {
            ClusterChecks.RefuseSingleNode(system);
            var services = (resolver as ServiceProviderDependencyResolver)?.ServiceProvider;
            var extension = TaleExtension.For(system);
            var cluster = Akka.Cluster.Cluster.Get(system);
            if (options.Role is { } role && !cluster.SelfRoles.Contains(role))
            {
                var proxy = ClusterSharding.Get(system).StartProxy(ClusterPlacement.TypeName, role, new ShardExtractor(options.Shards));
                LastRegion.EndsWhen(system, () => proxy, () => { }, () => !cluster.State.Members.Any(member => member.HasRole(role)));
                extension.StartConfiguredClient(tale, proxy, services);
                if (options.DiscoverNodes)
                    _ = ClientDiscovery.Start(system, extension.IndexOrNull, role).RunAsync();
                registry.Register<TransactionRegionKey>(proxy);
                return;
            }
            extension.StartConfigured(tale, services, new ClusterPlacement(options));
            registry.Register<TransactionRegionKey>(extension.Region);
        });
    }
}

using Akka.Actor;
using Akka.DependencyInjection;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Operations;

namespace Tale.Actors.Hosting;

/// <summary>Tale in Akka.Hosting.</summary>
public static class TaleHostingExtensions
{
    /// <summary>
    /// Runs transactions in this actor system. The client is then <c>TaleExtension.For(system).Client</c>; the region is registered in the
    /// <c>ActorRegistry</c> under <see cref="TransactionRegionKey"/>. Choose a durable journal too, for example
    /// with <c>WithTaleSqliteJournal</c>. An application that adds health checks (<c>services.AddHealthChecks()</c>) gets Tale's with it:
    /// <c>tale.journal</c>, <c>tale.index</c>, <c>tale.watchdog</c>, <c>tale.lease</c> and <c>tale.stopping</c> under <see cref="TaleHealthTags.Ready"/>,
    /// <c>tale.live</c> under <see cref="TaleHealthTags.Live"/>.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Adds the definitions, and sets what is to differ from the defaults.</param>
    public static AkkaConfigurationBuilder WithTale(this AkkaConfigurationBuilder builder, Action<TaleOptions> configure)
    {
        var options = Configured(builder, configure);
        AddHealthChecks(builder, TimeProvider.System);
        return builder.WithActors((system, registry, resolver) =>
        {
            var tale = TaleExtension.For(system);
            tale.StartConfigured(options, (resolver as ServiceProviderDependencyResolver)?.ServiceProvider);
            registry.Register<TransactionRegionKey>(tale.Region);
        });
    }

    /// <summary>
    /// Sets the clock of what surrounds transactions: see <see cref="TaleTimeSetup"/>. For tests of retention and of the client's timeouts.
    /// Waits, delays, deadlines, timeouts of steps and retries go by the actor system's scheduler, and this does not move them.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="time">The clock. Default, without this call: <see cref="TimeProvider.System"/>.</param>
    public static AkkaConfigurationBuilder WithTaleTime(this AkkaConfigurationBuilder builder, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSetup(new TaleTimeSetup(time));
    }

    /// <summary>
    /// Makes this actor system a client of the node at an address, over Akka.Remote: <see cref="ITaleClient"/> starts, gets and watches
    /// transactions there. None is run here. The client asks again until it is answered, so the other node may be restarted meanwhile, at
    /// the same address.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="node">
    /// The address of the node that runs transactions (<c>WithTale</c>), for example <c>akka.tcp://travel@10.0.0.7:4053</c>.
    /// </param>
    /// <param name="configure">Adds the definitions that are to be started from here.</param>
    /// <exception cref="ArgumentException"><paramref name="node"/> is no address of an actor system.</exception>
    public static AkkaConfigurationBuilder WithTaleClient(
        this AkkaConfigurationBuilder builder, string node, Action<TaleOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (!ActorPath.TryParseAddress(node, out var address) || !address.HasGlobalScope)
        {
            throw new ArgumentException(
                $"'{node}' is no address of an actor system on another node. One looks like akka.tcp://travel@10.0.0.7:4053.", nameof(node));
        }
        return builder.WithTaleClient((system, _) => TaleExtension.For(system).RegionOn(address), configure);
    }

    /// <summary>
    /// Makes this actor system a client of a region elsewhere, found by a function: a selection, or an actor that passes everything on to a
    /// region, such as a proxy. None is run here.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="region">Finds the region, once, when the actor system has started.</param>
    /// <param name="configure">Adds the definitions that are to be started from here.</param>
    public static AkkaConfigurationBuilder WithTaleClient(
        this AkkaConfigurationBuilder builder, Func<ActorSystem, IActorRegistry, ICanTell> region, Action<TaleOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(region);
        var options = Configured(builder, configure);
        return builder.WithActors((system, registry, resolver) => TaleExtension.For(system).StartConfiguredClient(
            options, region(system, registry), (resolver as ServiceProviderDependencyResolver)?.ServiceProvider));
    }

    /// <summary>
    /// Makes the types of states known on a node whose actors play steps of transactions that other nodes run.
    /// It runs none itself, and needs no definitions.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Adds the types, or definitions in which they occur.</param>
    public static AkkaConfigurationBuilder WithTaleParticipant(this AkkaConfigurationBuilder builder, Action<TaleOptions> configure)
    {
        var options = Configured(builder, configure);
        return builder.WithActors((system, _, _) => TaleExtension.Know(system, options));
    }

    /// <summary>
    /// Registers <see cref="ITaleClient"/> for injection: the client of the host's actor system; and <see cref="ITaleOperations"/>, which
    /// works where transactions are run. They can be injected anywhere, also into the constructor of a background service: they wait at their first
    /// use until Tale has been started, for at most 60 s; then, and at once if the start has failed, they throw.
    /// </summary>
    /// <param name="services">The services, to which <c>AddAkka</c> adds the actor system.</param>
    public static IServiceCollection AddTaleClient(this IServiceCollection services) =>
        services.AddSingleton<ITaleClient>(provider => new DeferredTaleClient(provider))
            .AddSingleton<ITaleOperations>(provider => new DeferredTaleOperations(provider));

    internal static void AddHealthChecks(AkkaConfigurationBuilder builder, TimeProvider time)
    {
        string[] ready = ["akka", TaleHealthTags.Ready];
        builder.WithHealthCheck("tale.live", new LiveHealthCheck(), tags: ["akka", TaleHealthTags.Live])
            .WithHealthCheck("tale.journal", new JournalHealthCheck(time), tags: ready)
            .WithHealthCheck("tale.index", new IndexHealthCheck(time), tags: ready)
            .WithHealthCheck("tale.watchdog", new WatchdogHealthCheck(time), tags: ready)
            .WithHealthCheck("tale.lease", new LeaseHealthCheck(time), tags: ready)
            .WithHealthCheck("tale.stopping", new StoppingHealthCheck(time), tags: ready);
    }

    /// <summary>The options of a node that knows Tale; its default configuration comes with them.</summary>
    internal static TaleOptions Configured(AkkaConfigurationBuilder builder, Action<TaleOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new TaleOptions();
        configure(options);
        builder.AddHocon(options.ToConfig(), HoconAddMode.Prepend);
        builder.AddHocon(TaleExtension.DefaultConfiguration(), HoconAddMode.Append);
        return options;
    }
}

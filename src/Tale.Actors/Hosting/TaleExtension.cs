using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Tale.Actors.Client;
using Tale.Actors.Coordination;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Operations;
using Tale.Actors.Serialization;
using Tale.Actors.Settings;

namespace Tale.Actors.Hosting;

/// <summary>
/// Tale in an actor system: the client, the region, the registry and the index. Started once: by <c>WithTale</c> or <see cref="Start"/> to run
/// transactions, by <c>WithTaleClient</c> or <see cref="StartClient(TaleOptions, ICanTell)"/> to be a client of another node.
/// </summary>
public sealed class TaleExtension : IExtension
{
    private readonly ExtendedActorSystem _system;
    private readonly Lock _lock = new();
    private volatile TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaleParts? _parts;

    internal TaleExtension(ExtendedActorSystem system) => _system = system;

    /// <summary>Starts, reads and watches transactions.</summary>
    /// <exception cref="InvalidOperationException">Tale has not been started in this actor system.</exception>
    public ITaleClient Client => Parts.Client;

    /// <summary>The actor that takes <c>StartTransaction</c> and the other commands, and routes them to their coordinators.</summary>
    /// <exception cref="InvalidOperationException">Tale has not been started in this actor system, or it is a client only.</exception>
    public IActorRef Region => Parts.Runtime?.Region ?? throw ClientOnly("region");

    /// <summary>Bulk operations.</summary>
    /// <exception cref="InvalidOperationException">
    /// Tale has not been started in this actor system, or it is a client only.
    /// </exception>
    public ITaleOperations Operations => Parts.Operations ?? throw ClientOnly("operations");

    /// <summary>The definitions that this process knows.</summary>
    /// <exception cref="InvalidOperationException">Tale has not been started in this actor system.</exception>
    public TransactionRegistry Registry => Parts.Registry;

    /// <summary>The transaction index: listing, searching, counting.</summary>
    /// <exception cref="InvalidOperationException">
    /// Tale has not been started in this actor system, or it is a client only, and its configuration names no database of the index.
    /// </exception>
    public ITransactionIndex Index => Parts.Index ?? throw ClientOnly("transaction index");

    /// <summary>The participants, actors that play steps, as this node knows them: which of them do not answer.</summary>
    /// <exception cref="InvalidOperationException">Tale has not been started in this actor system, or it is a client only.</exception>
    public ITaleParticipants Participants => Parts.Runtime?.Participants ?? throw ClientOnly("participants");

    /// <summary>The index, where there is one.</summary>
    internal ITransactionIndex? IndexOrNull => _parts?.Index;

    /// <summary>Ends once Tale has been started; fails if that failed.</summary>
    internal Task Started => _started.Task;

    /// <summary>What runs transactions here; null: nothing does, or not yet.</summary>
    internal TaleRuntime? Runtime => _parts?.Runtime;

    /// <summary>It has been started, and runs nothing.</summary>
    internal bool IsClientOnly => _parts is { Runtime: null };

    private TaleParts Parts => _parts ?? throw NotStarted();

    /// <summary>Tale's extension of this system.</summary>
    /// <param name="system">The actor system.</param>
    public static TaleExtension For(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.WithExtension<TaleExtension, TaleExtensionProvider>();
    }

    /// <summary>Every setting of Tale with its default: <c>hocon/reference.conf</c>.</summary>
    public static Config DefaultConfiguration() => KnownSettings.Defaults;

    /// <summary>Starts Tale: from now on transactions are accepted, and open ones of an earlier process are resumed.</summary>
    /// <param name="options">The definitions, and the settings that differ from the actor system's configuration.</param>
    /// <param name="services">Where step classes come from; null: classes with a constructor without parameters only.</param>
    /// <exception cref="InvalidOperationException">It was started before, or the definitions contradict each other.</exception>
    /// <exception cref="ConfigurationException">
    /// The configuration is wrong, a step cannot be made (a service is missing), or the journal is durable and the index is not.
    /// </exception>
    /// <exception cref="DatabaseInUseException">
    /// Another node owns the database, and is alive. Before that is known, the call may take as long as a lease lasts
    /// (<c>tale.lease.duration</c>, 10 s).
    /// </exception>
    public void Start(TaleOptions options, IServiceProvider? services = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Once(() => Run(options, services, Effective(options)));
    }

    /// <summary>As <see cref="Start"/>, in an actor system that was made with the options' settings.</summary>
    /// <param name="placement">Where transactions live; null: on this node.</param>
    internal void StartConfigured(TaleOptions options, IServiceProvider? services, IPlacement? placement = null) =>
        Once(() => Run(options, services, _system.Settings.Config, placement));

    /// <summary>
    /// Starts a client only: starts, gets and watches transactions of another node through its region. No transaction is run here, and no step
    /// of one; a listing reads the index only where the configuration names its database.
    /// </summary>
    /// <param name="options">The definitions that are to be started from here.</param>
    /// <param name="region">
    /// The region: <see cref="RegionOn"/> for that of a node by its address, or an actor that passes everything on to a region, such as a proxy.
    /// </param>
    /// <exception cref="InvalidOperationException">It was started before, or the definitions contradict each other.</exception>
    /// <exception cref="ConfigurationException">The configuration is wrong.</exception>
    public void StartClient(TaleOptions options, ICanTell region)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(region);
        Once(() => RunClient(options, region, null, Effective(options)));
    }

    /// <summary>As <see cref="StartClient"/>, in an actor system that was made with the options' settings.</summary>
    internal void StartConfiguredClient(TaleOptions options, ICanTell region, IServiceProvider? services) =>
        Once(() => RunClient(options, region, services, _system.Settings.Config));

    /// <summary>The region of another node, wherever it is restarted: a selection, so the node need not be there yet.</summary>
    /// <param name="node">The node's address, for example <c>Address.Parse("akka.tcp://travel@10.0.0.7:4053")</c>.</param>
    public ActorSelection RegionOn(Address node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _system.ActorSelection(new RootActorPath(node) / "system" / TaleRuntime.RegionName);
    }

    private void Once(Func<TaleParts> start)
    {
        lock (_lock)
        {
            if (_parts is not null)
                throw new InvalidOperationException("Tale has been started in this actor system before.");
            // One more try after a failure: who waits from now on waits for this one.
            if (_started.Task.IsFaulted)
                _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                _parts = start();
            }
            catch (Exception e)
            {
                _started.SetException(e);
                throw;
            }
        }
        _started.SetResult();
    }

    /// <summary>Makes every type of state known that may be stored, sent or received here.</summary>
    internal static StateCodec Know(ActorSystem system, TaleOptions options)
    {
        var codec = StateCodec.For(system);
        foreach (var type in options.StateTypes)
            codec.Register(type);
        foreach (var type in options.Definitions.SelectMany(definition => definition.Settings.StoredByAkkaSerializer))
            codec.RequireBound(type);
        return codec;
    }

    /// <summary>The actor system's configuration with the options' settings before it.</summary>
    /// <exception cref="ConfigurationException">A setting was read when the actor system was made.</exception>
    private Config Effective(TaleOptions options)
    {
        var config = options.ToConfig().WithFallback(_system.Settings.Config);
        foreach (var name in new[] { "max-threads", "throughput" })
        {
            var path = $"tale.steps.dispatcher-config.{name}";
            if (config.GetInt(path) != _system.Settings.Config.GetInt(path))
            {
                throw new ConfigurationException(
                    $"{path} belongs to a dispatcher, which reads it from the actor system's configuration: create the system with "
                    + "options.ToConfig().WithFallback(TaleExtension.DefaultConfiguration()), or use WithTale.");
            }
        }
        return config;
    }

    private TaleParts Run(TaleOptions options, IServiceProvider? services, Config config, IPlacement? placement = null)
    {
        var codec = Know(_system, options);
        var registry = new TransactionRegistry(options.Definitions);
        Warn(registry, Logging.GetLogger(_system, "Tale"));
        var runtime = TaleRuntime.Start(_system, new TaleSettings(config), registry, codec, services, placement ?? new LocalPlacement());
        var client = new TaleClient(_system, runtime.Link, runtime.Validator, codec, runtime.Index, runtime.Settings, TaleTimeSetup.Of(_system)).Start();
        var operations = TaleOperations.Start(
            _system,
            new OperationServices(
                runtime.Settings, runtime.Region, runtime.Index, runtime.Leases, runtime.Clock, () => runtime.IsStopping,
                runtime.MayTakeOver, Logging.GetLogger(_system, "Tale")),
            (actor, name) => runtime.StartOnly(_system, actor, name));
        OrderlyStop.Prepare(_system, runtime, client, services);
        return new TaleParts(client, registry, runtime, operations, runtime.Index);
    }

    /// <summary>What is allowed and risky is said before it happens, not by the transaction to which it does.</summary>
    private static void Warn(TransactionRegistry registry, ILoggingAdapter log)
    {
        foreach (var definition in registry.All)
        {
            foreach (var warning in definition.Warnings)
                log.Warning("{Definition} v{Version}: {Warning}.", definition.Name, definition.Version, warning);
        }
    }

    private TaleParts RunClient(TaleOptions options, ICanTell region, IServiceProvider? services, Config config)
    {
        var codec = Know(_system, options);
        var registry = new TransactionRegistry(options.Definitions);
        var settings = new TaleSettings(config);
        var index = IndexProvider.MakeForClient(_system, settings);
        var validator = new StartValidator(settings, new PlanCatalog(registry), codec);
        var link = RegionLink.Elsewhere(region);
        var client = new TaleClient(_system, link, validator, codec, index, settings, TaleTimeSetup.Of(_system)).Start();
        OrderlyStop.Prepare(_system, null, client, services);
        return new TaleParts(client, registry, null, null, index);
    }

    internal static InvalidOperationException NotStarted() => new(
        "Tale has not been started in this actor system. Add builder.WithTale(...), builder.WithTaleCluster(...) or "
        + "builder.WithTaleClient(...), or call "
        + "TaleExtension.For(system).Start(...) or StartClient(...).");

    private static InvalidOperationException ClientOnly(string part) => new(
        $"This actor system is a client of Tale only (WithTaleClient, or a member of a cluster without the role of those that run transactions), and has "
        + $"no {part}. Use the client, or run transactions here.");
}

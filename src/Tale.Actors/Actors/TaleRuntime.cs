using Akka;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Index;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Actors;

/// <summary>What all of Tale's actors in one system share.</summary>
internal sealed class TaleRuntime
{
    private static readonly TimeSpan ResultsOnTheirWay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan DrainPoll = TimeSpan.FromMilliseconds(20);

    private TaleRuntime(ExtendedActorSystem system, StateCodec codec, TaleSettings settings, TransactionRegistry registry, IServiceProvider? services)
    {
        Settings = settings;
        Log = Logging.GetLogger(system, "Tale");
        Registry = registry;
        Codec = codec;
        Services = services;
        StepSlots = new SemaphoreSlim(settings.MaxConcurrentSteps);
        Index = MakeIndex(system, settings.IndexProvider);
        WriteWatch = new WriteWatch(system, settings.WriteTimeout);
        Region = system.SystemActorOf(Props.CreateBy(new Producer<TransactionRegion>(() => new TransactionRegion(this))).WithDispatcher(settings.CoordinatorDispatcher), "tale-transactions");
        Client = new TaleClient(system, this);
        system.SystemActorOf(Props.CreateBy(new Producer<Watchdog>(() => new Watchdog(this))), "tale-watchdog");
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "tale-drain", DrainAsync);
    }

    public TaleSettings Settings { get; }

    public ILoggingAdapter Log { get; }

    public TransactionRegistry Registry { get; }

    public StateCodec Codec { get; }

    public IServiceProvider? Services { get; }

    /// <summary>How many attempts may be under way at a time on this node.</summary>
    public SemaphoreSlim StepSlots { get; }

    public ITransactionIndex Index { get; }

    public WriteWatch WriteWatch { get; }

    public IActorRef Region { get; }

    public ITaleClient Client { get; }

    /// <summary>The node is stopping: no attempt begins any more.</summary>
    public bool IsStopping { get; private set; }

    public static TaleRuntime Start(ExtendedActorSystem system, StateCodec codec, TaleOptions options, IServiceProvider? services)
    {
        var settings = new TaleSettings(system.Settings.Config);
        // Akka's default, "repair-by-discard-old", drops committed events when an entity is written by A, then B, then A. The journal's unique key
        // is the guard. A fallback: what the user says about their journal wins.
        system.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString($"{settings.JournalPluginId}.replay-filter.mode = off"));
        var registry = new TransactionRegistry(options.Definitions);
        foreach (var type in options.Definitions.SelectMany(definition => registry.Get(definition.Name, definition.Version)!.StateTypes).Distinct())
            codec.Register(type);
        foreach (var type in options.Definitions.SelectMany(definition => definition.Settings.StoredByAkkaSerializer).Distinct())
            codec.RequireBound(type);
        return new TaleRuntime(system, codec, settings, registry, services);
    }

    /// <summary>Refuses new starts, begins no new attempt, and lets running ones finish within the grace period.</summary>
    private async Task<Done> DrainAsync()
    {
        IsStopping = true;
        await Region.Ask<StopAccepting>(StopAccepting.Instance, Settings.StopGrace);
        for (var waited = TimeSpan.Zero; StepSlots.CurrentCount < Settings.MaxConcurrentSteps && waited < Settings.StopGrace; waited += DrainPoll)
            await Task.Delay(DrainPoll);
        // The last results are on their way to the journal. One that does not get there is executed again by the next life, under its key.
        await Task.Delay(ResultsOnTheirWay);
        return Done.Instance;
    }

    /// <summary>A step's output as it is stored, whoever plays the step.</summary>
    /// <exception cref="StateSerializationException">It does not serialize, or is too large.</exception>
    public Payload EncodeOutput(object? output, Type type)
    {
        var payload = Codec.Encode(output, type);
        return payload.Data.Length <= Settings.MaxPayloadBytes ? payload : throw new StateSerializationException(
            $"It has {payload.Data.Length} bytes; the limit is {Settings.MaxPayloadBytes} (tale.max-payload-bytes). Store what is large elsewhere and pass a reference.");
    }

    private static ITransactionIndex MakeIndex(ExtendedActorSystem system, string provider)
    {
        if (provider == "in-memory")
            return new InMemoryTransactionIndex();
        var type = Type.GetType(provider)
            ?? throw new ConfigurationException($"tale.index.provider names '{provider}', which cannot be loaded. Reference its package, or set \"in-memory\".");
        if (!typeof(ITransactionIndex).IsAssignableFrom(type))
            throw new ConfigurationException($"tale.index.provider names '{provider}', which is no {nameof(ITransactionIndex)}.");
        return (ITransactionIndex)Activator.CreateInstance(type, system)!;
    }
}

/// <summary>Makes an actor without compiling an expression tree for each, which would be half of all CPU.</summary>
internal sealed class Producer<TActor>(Func<TActor> make) : IIndirectActorProducer
    where TActor : ActorBase
{
    public Type ActorType => typeof(TActor);

    public ActorBase Produce() => make();

    public void Release(ActorBase actor)
    {
    }
}

using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Client;
using Tale.Actors.Coordination.Home;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Serialization;

namespace Tale.Actors.Hosting;

/// <summary>
/// Tale in an actor system: the client, the region, the registry and the index. Started once, by <c>WithTale</c> or <see cref="Start"/>.
/// </summary>
public sealed class TaleExtension : IExtension
{
    private readonly ExtendedActorSystem _system;
    private readonly Lock _lock = new();
    private volatile TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaleRuntime? _runtime;
    private TaleClient? _client;

    internal TaleExtension(ExtendedActorSystem system) => _system = system;

    /// <summary>Starts, reads and watches transactions.</summary>
    /// <exception cref="InvalidOperationException">Tale has not been started in this actor system.</exception>
    public ITaleClient Client => _client ?? throw NotStarted();

    /// <summary>The actor that takes <c>StartTransaction</c> and the other commands, and routes them to their coordinators.</summary>
    /// <exception cref="InvalidOperationException">Tale has not been started in this actor system.</exception>
    public IActorRef Region => Runtime.Region;

    /// <summary>The definitions that this process knows.</summary>
    /// <exception cref="InvalidOperationException">Tale has not been started in this actor system.</exception>
    public TransactionRegistry Registry => Runtime.Registry;

    /// <summary>The transaction index: listing, searching, counting.</summary>
    /// <exception cref="InvalidOperationException">Tale has not been started in this actor system.</exception>
    public ITransactionIndex Index => Runtime.Index;

    /// <summary>Ends once Tale has been started; fails if that failed.</summary>
    internal Task Started => _started.Task;

    private TaleRuntime Runtime => _runtime ?? throw NotStarted();

    /// <summary>Tale's extension of this system.</summary>
    /// <param name="system">The actor system.</param>
    public static TaleExtension For(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.WithExtension<TaleExtension, TaleExtensionProvider>();
    }

    /// <summary>Every setting of Tale with its default: <c>hocon/reference.conf</c>.</summary>
    public static Config DefaultConfiguration() => ConfigurationFactory.FromResource<TaleExtension>("Tale.Actors.reference.conf");

    /// <summary>Starts Tale: from now on transactions are accepted, and open ones of an earlier process are resumed.</summary>
    /// <param name="options">The definitions.</param>
    /// <param name="services">Where step classes come from; null: classes with a constructor without parameters only.</param>
    /// <exception cref="InvalidOperationException">It was started before, or the definitions contradict each other.</exception>
    /// <exception cref="ConfigurationException">
    /// The configuration is wrong, a step cannot be made (a service is missing), or the journal is durable and the index is not.
    /// </exception>
    public void Start(TaleOptions options, IServiceProvider? services = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (_lock)
        {
            if (_runtime is not null)
                throw new InvalidOperationException("Tale has been started in this actor system before.");
            // One more try after a failure: who waits from now on waits for this one.
            if (_started.Task.IsFaulted)
                _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                Run(options, services);
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

    private void Run(TaleOptions options, IServiceProvider? services)
    {
        var codec = Know(_system, options);
        var registry = new TransactionRegistry(options.Definitions);
        var runtime = TaleRuntime.Start(_system, registry, codec, services);
        _client = new TaleClient(_system, runtime.Region, runtime.Validator, codec, runtime.Settings).Start();
        _runtime = runtime;
    }

    internal static InvalidOperationException NotStarted() => new(
        "Tale has not been started in this actor system. Add builder.WithTale(...), or call TaleExtension.For(system).Start(...).");
}

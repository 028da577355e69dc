using Akka.Configuration;
using Tale.Actors.Definitions;
using Tale.Actors.Settings;

namespace Tale.Actors.Hosting;

/// <summary>
/// What Tale runs, and every setting of <c>tale</c> in <c>hocon/reference.conf</c>, typed. HOCON is made from those that are set; null leaves a
/// setting to HOCON. A value out of its range is refused when Tale is started. A section of <c>appsettings.json</c> can be bound to it.
/// </summary>
public sealed class TaleOptions
{
    private readonly List<TransactionDefinition> _definitions = [];

    private readonly List<Type> _stateTypes = [];

    /// <summary>Those that were added, and those of the transactions that are steps of theirs.</summary>
    internal IReadOnlyList<TransactionDefinition> Definitions =>
        TransactionDefinition.WithChildren(_definitions);

    /// <summary>Every type of state that occurs here.</summary>
    internal IEnumerable<Type> StateTypes => Definitions
        .SelectMany(definition => StepPath.Steps(definition.Root, "")
            .SelectMany(entry => entry.Step.InputTypes.Append(entry.Step.OutputType))
            .Append(definition.InputType))
        .Concat(_stateTypes).Distinct();

    /// <summary>The journal plugin of coordinators. Default: <c>akka.persistence.journal.plugin</c>.</summary>
    public string? JournalPluginId { get; set; }

    /// <summary>
    /// The largest state in bytes (a starting state or a step's output, serialized): a larger one is refused, or fails its step. 1 to
    /// 2,147,483,647. Default: 1 MiB.
    /// </summary>
    public long? MaxPayloadBytes { get; set; }

    /// <summary>
    /// The most items of one <c>ForEach</c>: with more, the step that lists them fails. 1 or more. Default: 10,000.
    /// </summary>
    public int? MaxItems { get; set; }

    /// <summary>The most headers of a start. 0 or more. Default: 32.</summary>
    public int? MaxHeaders { get; set; }

    /// <summary>The most characters of a header's name or value. 1 or more. Default: 1,024.</summary>
    public int? MaxHeaderLength { get; set; }

    /// <summary>
    /// The most characters of a step's error message; the rest is cut before it is stored or shown. 1 or more. Default: 2,000.
    /// </summary>
    public int? MaxFailureLength { get; set; }

    /// <summary>
    /// The most steps of a definition, those of all branches together: one with more is refused when Tale is started. 1 or more; no
    /// definition has more than 100,000. Default: 100,000.
    /// </summary>
    public int? MaxSteps { get; set; }

    /// <summary>
    /// How many events the log of a transaction may have before what fails is not retried by itself any more: the transaction is suspended,
    /// and an operator decides. 1 or more. Default: 1,000,000.
    /// </summary>
    public int? MaxEventsPerTransaction { get; set; }

    /// <summary>Settings of coordinators.</summary>
    public TaleCoordinatorOptions Coordinator { get; } = new();

    /// <summary>Settings of the region.</summary>
    public TaleRegionOptions Region { get; } = new();

    /// <summary>Settings of step code.</summary>
    public TaleStepsOptions Steps { get; } = new();

    /// <summary>Settings of participants.</summary>
    public TaleParticipantsOptions Participants { get; } = new();

    /// <summary>Settings of the watchdog.</summary>
    public TaleWatchdogOptions Watchdog { get; } = new();

    /// <summary>Settings of the lease by which one node owns a database.</summary>
    public TaleLeaseOptions Lease { get; } = new();

    /// <summary>Settings of the client.</summary>
    public TaleClientOptions Client { get; } = new();

    /// <summary>Settings of bulk operations.</summary>
    public TaleOperationsOptions Operations { get; } = new();

    /// <summary>Settings of the transaction index.</summary>
    public TaleIndexOptions Index { get; } = new();

    private IEnumerable<(string Path, object? Value)> Settings =>
    [
        ("journal-plugin-id", JournalPluginId),
        ("max-payload-bytes", MaxPayloadBytes),
        ("max-items", MaxItems),
        ("max-headers", MaxHeaders),
        ("max-header-length", MaxHeaderLength),
        ("max-failure-length", MaxFailureLength),
        ("max-steps", MaxSteps),
        ("max-events-per-transaction", MaxEventsPerTransaction),
        .. Coordinator.Settings, .. Region.Settings, .. Steps.Settings, .. Participants.Settings, .. Watchdog.Settings, .. Client.Settings,
        .. Lease.Settings, .. Operations.Settings, .. Index.Settings,
    ];

    /// <summary>
    /// The settings that are set, as HOCON; empty when none is. <c>WithTale</c> puts it before the rest of the configuration. For an actor system
    /// without Akka.Hosting: <c>options.ToConfig().WithFallback(TaleExtension.DefaultConfiguration())</c>.
    /// </summary>
    public Config ToConfig() => ConfigurationFactory.ParseString(string.Concat(
        Settings.Where(setting => setting.Value is not null).Select(setting => HoconText.Line($"tale.{setting.Path}", setting.Value!))));

    /// <summary>
    /// Registers a definition, and those of the transactions that are its steps. Keep old versions registered while transactions still run on
    /// them.
    /// </summary>
    /// <param name="definition">The definition.</param>
    public TaleOptions AddTransaction(TransactionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        _definitions.Add(definition);
        return this;
    }

    /// <summary>
    /// Makes a type known that occurs in messages and in no definition of this node: on a node whose actors play steps of transactions that
    /// others run. A value travels under its alias, and only known types are read.
    /// </summary>
    /// <typeparam name="T">The type of a step's input or output.</typeparam>
    public TaleOptions AddStateType<T>()
    {
        _stateTypes.Add(typeof(T));
        return this;
    }
}

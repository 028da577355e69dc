using System.Security.Cryptography;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Coordination.Histories;
using Tale.Actors.Coordination.Journaling;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Serialization;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Home;

/// <summary>Tale at work on a node: its regions, watchdog, and what they share.</summary>
internal sealed class TaleRuntime
{
    /// <summary>The region's name among the system's actors: other nodes address it.</summary>
    public const string RegionName = "tale-transactions";

    private readonly IPlacement _placement;
    private readonly Admission _admission;

    private TaleRuntime(
        ExtendedActorSystem system, TaleSettings settings, TransactionRegistry registry, StateCodec codec, IServiceProvider? services,
        IPlacement placement)
    {
        _placement = placement;
        Settings = settings;
        Registry = registry;
        Index = IndexProvider.Make(system, settings);
        StartChecks.RefuseUnfit(Index, settings);
        placement.Refuse(system, settings, Index);
        var log = Logging.GetLogger(system, "Tale");
        var clock = Clock = new NodeClock(system.Scheduler);
        clock.Start();
        // It stands in every log that begins here: short, and another one at every start of the process.
        var node = $"{system.Name}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        var plans = new PlanCatalog(registry, new PlanLimits(settings.MaxEvents, settings.MaxSteps));
        Validator = new StartValidator(settings, plans, codec);
        Leases = settings.IsLeaseOn ? placement.Take(system, Index, node, Knowledge.Of(plans), settings.LeaseDuration) : NoLease.Everywhere;
        var circuits = new Circuits(
            settings.Circuit, clock, system.SystemActorOf(Props.Create<CircuitTimer>(), "tale-circuits"), log, Random.Shared);
        Participants = circuits;
        var attempts = new AttemptServices(settings, codec, clock, services, log, circuits);
        var logs = LogAccess.Of(system, settings, Index, Leases);
        var coordination = new CoordinatorServices(
            settings,
            logs,
            plans,
            clock,
            attempts,
            new CommandReader(Validator, new OperatorValidator(attempts), new SignalValidator(attempts), node),
            new Outcomes(codec),
            Leases,
            Index as ITransactionIndexWriter,
            Index as ISuspensionMarks,
            log);
        var chronicle = system.SystemActorOf(
            Props.CreateBy(new Producer<Chronicle>(() => new Chronicle(() => logs.Journal, clock, Followed, settings.AskTimeout))), "tale-chronicle");
        var home = new HomeServices(node, clock, settings, chronicle, Followed);
        var admission = _admission = new Admission(settings, Leases, Index as IAdmission, clock);
        Region = placement.Start(system, settings, neighbours =>
            Props.CreateBy(new Producer<TransactionRegion>(() => new TransactionRegion(coordination, home, neighbours, admission)))
                .WithDispatcher(settings.RegionDispatcher));
        attempts.Transactions = new TransactionPort(Link, Validator);
        foreach (var lease in Leases.All)
            lease.OnChange(placement.LeaseHasChanged);
    }

    public TaleSettings Settings { get; }

    public TransactionRegistry Registry { get; }

    public ITransactionIndex Index { get; }

    public StartValidator Validator { get; }

    public ITaleParticipants Participants { get; }

    /// <summary>Without that of its database nothing is started or woken.</summary>
    public ILeases<ILease> Leases { get; }

    /// <summary>Takes every command.</summary>
    public IActorRef Region { get; }

    /// <summary>The way to the region of each transaction.</summary>
    public RegionLink Link => _placement.Link.GuardedBy(_admission);

    public NodeClock Clock { get; }

    /// <summary>The logs that somebody follows here.</summary>
    public FollowedLogs Followed { get; } = new();

    /// <summary>Of the watchdog of each database.</summary>
    public IReadOnlyList<WatchdogPulse> Pulses { get; private set; } = [];

    /// <summary>How many transactions are in memory here.</summary>
    public int Active => _admission.Active;

    /// <summary>The node is on its way out: it refuses starts.</summary>
    public bool IsStopping => _placement.IsStopping;

    /// <inheritdoc cref="IPlacement.MayTakeOver" />
    public bool MayTakeOver(string persistenceId) => _placement.MayTakeOver(persistenceId);

    public static TaleRuntime Start(
        ExtendedActorSystem system, TaleSettings settings, TransactionRegistry registry, StateCodec codec, IServiceProvider? services,
        IPlacement placement)
    {
        // Akka's default, "repair-by-discard-old", drops committed events when an entity is written by A, then B, then A.
        // The journal's unique key is the guard. A fallback: what the user says about their journal wins.
        system.Settings.InjectTopLevelFallback(ConfigurationFactory.ParseString($"{settings.JournalPluginId}.replay-filter.mode = off"));
        StartChecks.Refuse(system, settings, registry, services);
        var runtime = new TaleRuntime(system, settings, registry, codec, services, placement);
        runtime.Watch(system);
        return runtime;
    }

    /// <summary>A watchdog for each database: one that does not answer holds up nothing in the others.</summary>
    private void Watch(ExtendedActorSystem system)
    {
        var parts = Index is IPartedIndex parted ? parted.Parts : [Index];
        Pulses = [.. parts.Select(_ => new WatchdogPulse(TimeProvider.System))];
        var dogs = parts.Zip(Pulses, (part, pulse) => Props.CreateBy(new Producer<Watchdog>(() =>
            new Watchdog(part, _placement.Waker, Settings, Random.Shared, pulse)))).ToList();
        _placement.Watched(system, system.SystemActorOf(
            dogs is [var only] ? only : Props.CreateBy(new Producer<Watchdogs>(() => new Watchdogs(dogs))), "tale-watchdog"));
    }

    /// <inheritdoc cref="IPlacement.StartOnly" />
    public IActorRef StartOnly(ExtendedActorSystem system, Props actor, string name) => _placement.StartOnly(system, actor, name);

    /// <inheritdoc cref="IPlacement.DrainAsync" />
    public Task DrainAsync() => _placement.DrainAsync(Settings.StopGrace);
}

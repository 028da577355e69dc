using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence.Journal;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Home;

/// <summary>What can be known to go wrong before the first transaction does.</summary>
internal static class StartChecks
{
    /// <exception cref="ConfigurationException">Something would fail later, or lose transactions.</exception>
    public static void Refuse(ActorSystem system, TaleSettings settings, TransactionRegistry registry, IServiceProvider? services)
    {
        RefuseSteps(settings, registry);
        var problems = registry.All.SelectMany(definition => Problems(definition, services)).ToList();
        if (problems.Count > 0)
            throw new ConfigurationException(
                $"Steps cannot be made:{string.Concat(problems.Select(problem => $"{Environment.NewLine}  - {problem}"))}");
        RefuseDispatcher(system, "tale.coordinator.dispatcher", settings.CoordinatorDispatcher);
        RefuseDispatcher(system, "tale.region.dispatcher", settings.RegionDispatcher);
        RefuseDispatcher(system, "tale.steps.dispatcher", settings.StepDispatcher);
        if (!IsDurable(system, settings))
        {
            Logging.GetLogger(system, "Tale").Warning(
                "The journal '{0}' is in memory: transactions end with the process. "
                + "Choose a durable one, for example with WithTaleSqliteJournal.",
                settings.JournalPluginId);
        }
        else if (settings.IndexProvider == TaleSettings.InMemoryIndex)
        {
            throw new ConfigurationException(
                $"The journal '{settings.JournalPluginId}' is durable and the transaction index is not (tale.index.provider = in-memory): "
                + "after a restart nobody would "
                + "know which transactions are open. Use one of Tale's journals, or add WithTaleSqliteIndex or WithTalePostgresIndex.");
        }
    }

    private static void RefuseSteps(TaleSettings settings, TransactionRegistry registry)
    {
        foreach (var definition in registry.All)
        {
            var steps = StepPath.Steps(definition.Root, "").Count();
            if (steps > settings.MaxSteps)
                throw new ConfigurationException(
                    $"{definition} has {steps} steps; the limit is {settings.MaxSteps} (tale.max-steps). "
                    + "Raise it, or split the transaction.");
        }
    }

    private static void RefuseDispatcher(ActorSystem system, string setting, string dispatcher)
    {
        try
        {
            if (system.Dispatchers.HasDispatcher(dispatcher))
            {
                system.Dispatchers.Lookup(dispatcher);
                return;
            }
        }
        catch (Exception e) when (e is ConfigurationException or NotSupportedException or ArgumentException or FormatException)
        {
            throw new ConfigurationException($"{setting} is '{dispatcher}', which makes no dispatcher: {e.Message}", e);
        }
        throw new ConfigurationException(
            $"{setting} is '{dispatcher}'; it must be the path of a section that configures a dispatcher, "
            + "such as akka.actor.default-dispatcher.");
    }

    /// <exception cref="ConfigurationException">
    /// The index is written by a journal that is not the one in use, or by one that takes no event with the largest state.
    /// </exception>
    public static void RefuseUnfit(ITransactionIndex index, TaleSettings settings)
    {
        if (index is not IWrittenByJournal written)
            return;
        if (written.JournalPluginId != settings.JournalPluginId)
        {
            throw new ConfigurationException(
                $"The transaction index '{settings.IndexProvider}' is written by the journal '{written.JournalPluginId}', and the journal in use is "
                + $"'{settings.JournalPluginId}': the index would stay empty, and after a restart nobody would know which transactions are open. "
                + $"Set tale.journal-plugin-id to {written.JournalPluginId}, or use WithTaleSqliteIndex or WithTalePostgresIndex for the index.");
        }
        if (written.MaxEventBytes < settings.LargestEventBytes)
        {
            throw new ConfigurationException(
                $"tale.max-payload-bytes is {settings.MaxPayloadBytes}: an event with such a state, headers and failure texts "
                + $"has up to {settings.LargestEventBytes} bytes, and {written.MaxEventSetting} is {written.MaxEventBytes}. "
                + $"Set {written.MaxEventSetting} to {settings.LargestEventBytes} or more, or lower tale.max-payload-bytes.");
        }
    }

    private static IEnumerable<string> Problems(TransactionDefinition definition, IServiceProvider? services) =>
        from entry in StepPath.Steps(definition.Root, "")
        from problem in entry.Step.Body.StartProblems(services)
        select $"step '{entry.Path}' of {definition}: {problem}";

    /// <summary>Without a journal of the user's Akka has one in memory. A plugin that cannot be loaded is Akka's to report.</summary>
    private static bool IsDurable(ActorSystem system, TaleSettings settings)
    {
        if (string.IsNullOrEmpty(settings.JournalPluginId))
            return false;
        var config = system.Settings.Config.WithFallback(Akka.Persistence.Persistence.DefaultConfig());
        var type = config.HasPath($"{settings.JournalPluginId}.class")
            ? Type.GetType(config.GetString($"{settings.JournalPluginId}.class"))
            : null;
        return type is not null && !typeof(MemoryJournal).IsAssignableFrom(type);
    }
}

using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Tale.Actors.Index;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Journaling;

/// <summary>How the event-sourced actors of a node come by their logs.</summary>
/// <param name="find">Finds the journal, and how long it may say nothing while it reads a log.</param>
/// <param name="permits">How many of them read at a time. Those of a log, by its persistence id: each database has its own, so that one that is slow keeps none of another one's.</param>
/// <param name="isTales">
/// The journal is one of Tale's. It stores no event under a number that is taken, whoever writes it: a log that is known to be new need not be asked for, because
/// its first write is refused should there be one after all. And it knows <see cref="WriteLog" />.
/// </param>
internal sealed class LogAccess(Func<(IActorRef Journal, TimeSpan EventTimeout)> find, Func<string, RecoveryPermits> permits, bool isTales)
{
    // It is started at its first use, and what it throws then is thrown again at each.
    private readonly Lazy<(IActorRef Journal, TimeSpan EventTimeout)> _found = new(find);

    public IActorRef Journal => _found.Value.Journal;

    public TimeSpan EventTimeout => _found.Value.EventTimeout;

    public RecoveryPermits PermitsOf(string persistenceId) => permits(persistenceId);

    public bool IsTales => isTales;

    /// <param name="system">Says which journal, and its settings.</param>
    /// <param name="settings">Names the journal.</param>
    /// <param name="index">If the journal writes it, the journal is one of Tale's.</param>
    /// <param name="leases">One for each database.</param>
    public static LogAccess Of(ActorSystem system, TaleSettings settings, ITransactionIndex index, ILeases<ILease> leases)
    {
        var max = system.Settings.Config.WithFallback(Persistence.DefaultConfig()).GetInt("akka.persistence.max-concurrent-recoveries");
        var permits = leases.All.ToDictionary(lease => lease, _ => new RecoveryPermits(Math.Max(1, max / leases.All.Count)));
        return new(
            () => (Persistence.Instance.Apply(system).JournalFor(settings.JournalPluginId), EventTimeoutOf(system, settings.JournalPluginId)),
            id => permits[leases.Of(id)], index is IWrittenByJournal);
    }

    /// <summary>As Akka reads it: from the journal's section, or from what all journals fall back on.</summary>
    private static TimeSpan EventTimeoutOf(ActorSystem system, string pluginId)
    {
        const string Fallback = "akka.persistence.journal-plugin-fallback.recovery-event-timeout";
        var config = system.Settings.Config.WithFallback(Persistence.DefaultConfig());
        var id = string.IsNullOrEmpty(pluginId) ? config.GetString("akka.persistence.journal.plugin", "") : pluginId;
        var setting = $"{id}.recovery-event-timeout";
        var name = id.Length > 0 && config.HasPath(setting) ? setting : Fallback;
        var timeout = config.GetTimeSpan(name, null, allowInfinite: false);
        return timeout > TimeSpan.Zero
            ? timeout
            : throw new ConfigurationException($"{name} has to be above zero, not {timeout}: it is how long the journal may say nothing while a log is read.");
    }
}

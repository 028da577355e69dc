using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Tale.Actors.Index;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Journaling;

/// <summary>How the event-sourced actors of a node come by their journal.</summary>
internal sealed class LogAccess
{
    private readonly Lazy<(IActorRef Journal, TimeSpan EventTimeout)> _journal;

    /// <param name="index">One that the journal writes says that it is one of Tale's.</param>
    public LogAccess(ActorSystem system, TaleSettings settings, ITransactionIndex index)
    {
        // The journal is started at its first use, and what it throws then is thrown again at each.
        _journal = new(() => (Persistence.Instance.Apply(system).JournalFor(settings.JournalPluginId), EventTimeoutOf(system, settings.JournalPluginId)));
        Permits = new RecoveryPermits(system.Settings.Config.GetInt("akka.persistence.max-concurrent-recoveries"));
        RefusesUsedNumbers = index is IWrittenByJournal;
    }

    public IActorRef Journal => _journal.Value.Journal;

    /// <summary>How long a journal that is reading a log may say nothing.</summary>
    public TimeSpan EventTimeout => _journal.Value.EventTimeout;

    public RecoveryPermits Permits { get; }

    /// <summary>
    /// The journal stores no event under a number that is taken, whoever writes it: a log that is known to be new need not be asked for, because its first write
    /// is refused should there be one after all.
    /// </summary>
    public bool RefusesUsedNumbers { get; }

    /// <summary>As Akka reads it: from the journal's section, or from what all journals fall back on.</summary>
    private static TimeSpan EventTimeoutOf(ActorSystem system, string pluginId)
    {
        const string Fallback = "akka.persistence.journal-plugin-fallback.recovery-event-timeout";
        var config = system.Settings.Config.WithFallback(Persistence.DefaultConfig());
        var id = string.IsNullOrEmpty(pluginId) ? config.GetString("akka.persistence.journal.plugin", "") : pluginId;
        var setting = $"{id}.recovery-event-timeout";
        return config.GetTimeSpan(id.Length > 0 && config.HasPath(setting) ? setting : Fallback, null, allowInfinite: false);
    }
}

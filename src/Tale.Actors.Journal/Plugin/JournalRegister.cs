using System.Collections.Concurrent;
using Akka.Actor;
using Tale.Actors.Journal.GroupCommit;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Plugin;

/// <summary>
/// What the running journals of an actor system say about themselves, by plugin id. An index asks here on behalf of the region.
/// </summary>
internal sealed class JournalRegister : IExtension
{
    private readonly ConcurrentDictionary<string, JournalLoad> _loads = [];

    public static JournalRegister For(ActorSystem system) => (JournalRegister)system.RegisterExtension(Provider.Instance)!;

    public void Add(string pluginId, JournalLoad load) => _loads[pluginId] = load;

    /// <summary>Why no transaction should be started now. A journal that has not run yet has nothing to say.</summary>
    public (RejectionReason Reason, string Message)? Refusal(string pluginId) =>
        _loads.TryGetValue(pluginId, out var load) ? load.Refusal : null;

    /// <summary>What writes to the database of a journal; null while it has not run yet.</summary>
    public WriterLoop? Writer(string pluginId) => _loads.GetValueOrDefault(pluginId)?.Writer;

    private sealed class Provider : ExtensionIdProvider<JournalRegister>
    {
        public static readonly Provider Instance = new();

        public override JournalRegister CreateExtension(ExtendedActorSystem system) => new();
    }
}

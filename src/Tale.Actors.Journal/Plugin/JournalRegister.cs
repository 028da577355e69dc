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
    private readonly ConcurrentDictionary<string, IReadOnlyList<JournalLoad>> _loads = [];

    public static JournalRegister For(ActorSystem system) => (JournalRegister)system.RegisterExtension(Provider.Instance)!;

    /// <param name="loads">Of its databases, in their order.</param>
    public void Add(string pluginId, IReadOnlyList<JournalLoad> loads) => _loads[pluginId] = loads;

    /// <summary>Why no transaction should be started now in a database of a journal. A journal that has not run yet has nothing to say.</summary>
    public (RejectionReason Reason, string Message)? Refusal(string pluginId, int number) => _loads.GetValueOrDefault(pluginId)?[number].Refusal;

    /// <summary>What writes to a database of a journal; null while it has not run yet.</summary>
    public WriterLoop? Writer(string pluginId, int number) => _loads.GetValueOrDefault(pluginId)?[number].Writer;

    private sealed class Provider : ExtensionIdProvider<JournalRegister>
    {
        public static readonly Provider Instance = new();

        public override JournalRegister CreateExtension(ExtendedActorSystem system) => new();
    }
}

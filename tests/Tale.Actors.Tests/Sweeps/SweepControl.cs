using System.Collections.Concurrent;
using Akka.Actor;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>A node's journal in the hand of a test.</summary>
internal sealed class SweepControl : IExtension
{
    private readonly ConcurrentDictionary<string, int> _writes = [];
    private readonly ConcurrentDictionary<string, Action> _held = [];
    private readonly ConcurrentQueue<SweepRefusal> _refusals = [];

    /// <summary>Says what becomes of a write.</summary>
    public Func<SweepWrite, Fate> OnWrite { get; set; } = _ => Fate.Stored;

    /// <summary>Called with the id of a transaction whose log has grown.</summary>
    public Action<string> OnStored { get; set; } = _ => { };

    /// <summary>Called once a write is stored and before its writer is told.</summary>
    public Action<SweepWrite> BeforeAnswer { get; set; } = _ => { };

    /// <summary>Called once a write is stored and its writer has been told.</summary>
    public Action<SweepWrite> AfterAnswer { get; set; } = _ => { };

    public IEnumerable<SweepRefusal> Refusals => _refusals;

    public IReadOnlyCollection<string> Held => [.. _held.Keys];

    public int Writes(string id) => _writes.GetValueOrDefault(id);

    public static SweepControl For(ActorSystem system) => system.WithExtension<SweepControl, Provider>();

    /// <summary>The writer is told now.</summary>
    public void Release(string id)
    {
        if (_held.TryRemove(id, out var answer))
            answer();
    }

    public int Count(string id) => _writes.AddOrUpdate(id, 1, (_, writes) => writes + 1);

    public void Hold(string id, Action answer) => _held[id] = answer;

    public void Refused(SweepRefusal refusal) => _refusals.Enqueue(refusal);

    private sealed class Provider : ExtensionIdProvider<SweepControl>
    {
        public override SweepControl CreateExtension(ExtendedActorSystem system) => new();
    }
}

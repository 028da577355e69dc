using System.Collections.Concurrent;
using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Index;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>What outlives the nodes of one test: the logs, the index, and the trace of everything that was called.</summary>
internal sealed class SweepWorld : IDisposable
{
    private static readonly ConcurrentDictionary<string, SweepWorld> Worlds = [];

    private readonly ConcurrentDictionary<string, SweepLog> _logs = [];
    private readonly ConcurrentQueue<SweepCall> _calls = [];
    private long _order;

    public SweepWorld() => Worlds[Name] = this;

    public string Name { get; } = Guid.NewGuid().ToString("N");

    public InMemoryTransactionIndex Index { get; } = new();

    /// <summary>Grows with everything that happens.</summary>
    public long Order => Volatile.Read(ref _order);

    public IEnumerable<SweepCall> Calls => _calls;

    public static SweepWorld Of(ActorSystem system) => Worlds[system.Settings.Config.GetString("sweep.world")];

    public SweepLog LogOf(string id) => _logs.GetOrAdd(id, _ => new SweepLog());

    /// <summary>Something happened.</summary>
    public long Next() => Interlocked.Increment(ref _order);

    public SweepCall Begin(Func<long, SweepCall> make)
    {
        var call = make(Next());
        _calls.Enqueue(call);
        return call;
    }

    public void End(SweepCall call, bool succeeded)
    {
        call.Succeeded = succeeded;
        call.End = Next();
    }

    public void Dispose() => Worlds.TryRemove(Name, out _);
}

using System.Collections.Concurrent;
using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>What outlives the nodes of one test: the logs, the index, and the trace of everything that was called.</summary>
internal sealed class SweepWorld : IDisposable
{
    private static readonly ConcurrentDictionary<string, SweepWorld> Worlds = [];

    private readonly ConcurrentDictionary<string, SweepLog> _logs = [];
    private readonly ConcurrentQueue<SweepCall> _calls = [];
    private readonly ConcurrentDictionary<string, Scenario> _scenarios = [];
    private readonly ConcurrentQueue<CommandAccepted> _accepted = [];
    private readonly HashSet<(string Id, string Step)> _undone = [];
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

    /// <summary>What was said to be durable.</summary>
    public IEnumerable<CommandAccepted> Accepted => _accepted;

    public void Know(Scenario scenario) => _scenarios[scenario.Id] = scenario;

    /// <returns>Null: it is no transaction of the sweep.</returns>
    public Scenario? Find(string id) => _scenarios.GetValueOrDefault(id);

    public void Accept(CommandAccepted accepted) => _accepted.Enqueue(accepted);

    public SweepCall Begin(Func<long, SweepCall> make)
    {
        lock (_undone)
        {
            var call = make(Next());
            if (call.IsUndo)
                _undone.Add((call.Id, call.Attempt.Step));
            _calls.Enqueue(call);
            return call;
        }
    }

    /// <summary>The service knows the keys that were undone: what comes after that has no effect.</summary>
    public void End(SweepCall call, bool succeeded)
    {
        lock (_undone)
        {
            call.Succeeded = succeeded && (call.IsUndo || !_undone.Contains((call.Id, call.Attempt.Step)));
            call.End = Next();
        }
    }

    public void Dispose() => Worlds.TryRemove(Name, out _);
}

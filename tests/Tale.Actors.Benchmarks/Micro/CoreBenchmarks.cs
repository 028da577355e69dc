using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Tale.Actors.Benchmarks.Cases;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Benchmarks.Micro;

/// <summary>The pure core: a holiday booking from start to end, and the effects of it.</summary>
[MemoryDiagnoser]
public class CoreBenchmarks
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly Plan _plan = Plan.Of(Holiday.Definition);
    private readonly Payload _state = new("booking", new byte[100]);

    /// <summary>Start, four steps, completion.</summary>
    [Benchmark]
    public object Complete()
    {
        var started = new Event.TransactionStarted(
            Now, "holiday-1", _plan.Definition, _plan.Version, _plan.Hash, _state, ImmutableDictionary<string, string>.Empty);
        var state = Evolve.Start(_plan, started);
        for (var step = 0; step < 4; step++)
        {
            var before = state;
            state = Decide.On(state, new Command.Executed(step, 1, 1, _state), Now).State!;
            Effects.Between(before, state);
        }
        return state;
    }
}

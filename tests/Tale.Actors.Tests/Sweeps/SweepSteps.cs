using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>The code of all steps on one node: notes the call, and does what the road says.</summary>
internal sealed class SweepSteps(SweepWorld world, string node, Func<DateTimeOffset> now)
{
    public int Execute(StepContext step, int n)
    {
        Run(Call(step, Direction.Execute, n));
        return n + 1;
    }

    public async Task<int> ExecuteLater(StepContext step, int n)
    {
        var call = Call(step, Direction.Execute, n);
        await Task.Yield();
        var scenario = world.Find(call.Id)!;
        (scenario.Parent ?? scenario).IsAtItsPoint |=
            scenario.Parent is not null || (scenario.Road is Road.CancelledAtPivot or Road.Abandoned && call.Attempt.Step == "middle");
        if (RoadMap.GoesOnAfter(scenario, call.Attempt) is { } awaited)
            await world.LogOf(call.Id).UntilAsync(awaited);
        Run(call);
        return n + 1;
    }

    public void Undo(StepContext step, object state) => Run(Call(step, Direction.Compensate, state));

    public async Task UndoLater(StepContext step, int n)
    {
        var call = Call(step, Direction.Compensate, n);
        await Task.Yield();
        Run(call);
    }

    public SweepCall Call(string id, AttemptRef attempt, string key, object? state, StepOutcome outcome) =>
        world.Begin(begin => new SweepCall
        {
            Node = node, Id = id, Attempt = attempt, Key = key, State = state, Outcome = outcome,
            LogLength = world.LogOf(id).Count, At = now(), Begin = begin,
        });

    public void End(SweepCall call, bool succeeded) => world.End(call, succeeded);

    /// <summary>What is at work on this step anywhere comes to its end: it is one key.</summary>
    public void EndAll(string id, string step)
    {
        foreach (var call in world.Calls.Where(call => call.Id == id && call.Attempt.Step == step && !call.IsUndo && call.End == long.MaxValue))
            End(call, succeeded: true);
    }

    private SweepCall Call(StepContext step, Direction direction, object state) =>
        Call(step.TransactionId, new AttemptRef(step.Step, direction, step.Attempt), step.IdempotencyKey, state, step.Outcome);

    private void Run(SweepCall call)
    {
        var error = RoadMap.ErrorOf(world.Find(call.Id)!.Road, call.Attempt);
        End(call, error is null);
        if (error is not null)
            throw error;
    }
}

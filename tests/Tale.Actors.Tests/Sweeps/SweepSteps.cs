using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>The code of all steps on one node: notes the call, and does what the road says.</summary>
internal sealed class SweepSteps(SweepWorld world, string node, Func<DateTimeOffset> now)
{
    public int Execute(Road road, StepContext step, int n)
    {
        Run(road, Call(step, Direction.Execute, n));
        return n + 1;
    }

    public async Task<int> ExecuteLater(Road road, StepContext step, int n)
    {
        var call = Call(step, Direction.Execute, n);
        await Task.Yield();
        Run(road, call);
        return n + 1;
    }

    public void Undo(Road road, StepContext step, object state) => Run(road, Call(step, Direction.Compensate, state));

    public async Task UndoLater(Road road, StepContext step, int n)
    {
        var call = Call(step, Direction.Compensate, n);
        await Task.Yield();
        Run(road, call);
    }

    public SweepCall Call(string id, AttemptRef attempt, string key, object? state, StepOutcome outcome) =>
        world.Begin(begin => new SweepCall
        {
            Node = node, Id = id, Attempt = attempt, Key = key, State = state, Outcome = outcome,
            LogLength = world.LogOf(id).Count, At = now(), Begin = begin,
        });

    public void End(SweepCall call, bool succeeded) => world.End(call, succeeded);

    private SweepCall Call(StepContext step, Direction direction, object state) =>
        Call(step.TransactionId, new AttemptRef(step.Step, direction, step.Attempt), step.IdempotencyKey, state, step.Outcome);

    private void Run(Road road, SweepCall call)
    {
        var error = SweepDefinition.ErrorOf(road, call.Attempt.Step, call.IsUndo, call.Attempt.Number);
        End(call, error is null);
        if (error is not null)
            throw error;
    }
}

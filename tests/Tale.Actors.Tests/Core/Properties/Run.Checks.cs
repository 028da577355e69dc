using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

// What is checked after every batch: the core's whole state against the model, and that stale answers change nothing.
internal sealed partial class Run
{
    private void CompareUnwanted(string path, Effect.Unwanted unwanted)
    {
        if (!ComparesWithModel)
            return;
        Assert.True(_model.Unwanted.Remove(path, out var cancels), $"'{path}' is called unwanted, but nothing failed.");
        Assert.Equal(cancels, unwanted.CancelRunning);
    }

    private void CompareUnwanted()
    {
        if (!ComparesWithModel)
            return;
        foreach (var path in _model.Unwanted.Keys)
            Assert.False(_attempts.ContainsKey((path, false)), $"'{path}' was not told that it is unwanted.");
        _model.Unwanted.Clear();
    }

    private void SendStale()
    {
        var step = _random.Next(_plan.Steps.Count);
        var now = _state.Steps[step];
        var (open, isUndo) = now.Phase switch
        {
            StepPhase.Executing => (now.Attempt, false),
            StepPhase.Compensating => (now.CompensationAttempt, true),
            _ => (0, false),
        };
        // Wrong in one respect: the epoch, the attempt, or the direction.
        var wrong = _random.Next(3);
        var epoch = wrong == 0 ? _state.Epoch + (_random.Next(2) == 0 ? -1 : 1) : _state.Epoch;
        var attempt = wrong == 1 ? open + (_random.Next(2) == 0 ? -1 : 1) : open;
        Command command = (isUndo ^ (wrong == 2), _random.Next(3)) switch
        {
            (false, 0) => ExecuteAnswer(step, "stale", attempt, Try.Succeeds),
            (false, 1) => ExecuteAnswer(step, "stale", attempt, Try.FailsForGood),
            (false, _) => new Command.RetryGivenUp(step, epoch, attempt),
            (true, 0) => UndoAnswer(step, attempt, Try.Succeeds),
            (true, _) => UndoAnswer(step, attempt, Try.FailsForGood),
        };
        var stale = (Command.Answer)command with { Epoch = epoch };
        var (events, state) = Decide.On(_state, stale, _now);
        Assert.True(events.Count == 0 && ReferenceEquals(_state, state), $"The stale answer {stale} brought about {string.Join(", ", events)}.");
    }

    private void Compare()
    {
        if (!ComparesWithModel)
            return;
        var open = _model.Open();
        Assert.Equal(_model.Status(), _state.Status);
        Assert.Equal(open.Order(OpenWorkOrder.ByPath), Effects.Resume(_state).Select(OpenWorkOf).Order(OpenWorkOrder.ByPath));
        Assert.Equal(open.Select(work => work.Path).Order(), _attempts.Keys.Select(key => key.Path).Order());
        Assert.Equal(_model.EndedUndos, _state.Compensations.Select(step => _plan.Steps[step].Path));
        Assert.Equal(_state.IsSuspended, _state.SuspendedReason is not null);
        foreach (var step in _plan.Steps)
            Compare(_model.Steps[step.Path], _state[step]);
    }

    private static void Compare(Facts expected, StepState actual)
    {
        Assert.Equal(expected.Output, actual.Output is null ? null : Text(actual.Output));
        Assert.Equal(expected.Errors, actual.Failures.Select(failure => failure.Attempt));
        Assert.Equal(expected.UndoErrors, actual.CompensationFailures.Select(failure => failure.Attempt));
        if (actual.Phase != StepPhase.Pending)
            Assert.Equal(expected.Attempt, actual.Attempt);
        var isExpected = actual.Phase switch
        {
            StepPhase.Pending => expected.Result == Result.None || expected.Attempt == 0,
            StepPhase.Executing => expected.Result == Result.None,
            StepPhase.Escalated => expected.Result == Result.Escalated,
            StepPhase.Failed => expected.Result == Result.Failed,
            StepPhase.Unknown => expected.Result == Result.Unknown && !expected.UndoIsStuck,
            StepPhase.Succeeded => expected.Result == Result.Succeeded && !expected.UndoIsStuck,
            StepPhase.Compensating => !expected.IsUndone && !expected.UndoIsStuck && !expected.UndoFailed,
            StepPhase.CompensationStuck => expected.UndoIsStuck,
            StepPhase.CompensationFailed => expected.UndoFailed,
            StepPhase.Compensated => expected.IsUndone,
            _ => false,
        };
        Assert.True(isExpected, $"The phase {actual.Phase} is not what the model says.");
    }

    private OpenWork OpenWorkOf(Effect effect)
    {
        var (path, state) = (_plan.Steps[effect.Step].Path, _state.Steps[effect.Step]);
        return effect is Effect.Compensate
            ? new OpenWork(path, true, effect.Attempt, Text(state.CompensationState))
            : new OpenWork(path, false, effect.Attempt, string.Join('+', state.Inputs.Select(Text)));
    }

    private static class OpenWorkOrder
    {
        public static readonly IComparer<OpenWork> ByPath = Comparer<OpenWork>.Create((a, b) => string.CompareOrdinal(a.Path, b.Path));
    }
}

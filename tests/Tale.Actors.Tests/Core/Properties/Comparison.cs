using System.Text;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>Holds the core's whole state against the model.</summary>
internal sealed class Comparison(Model model)
{
    public void Of(TransactionState state, DateTimeOffset now, Hands hands)
    {
        var plan = state.Plan;
        var open = model.Open().Order(OpenWork.ByPath).ToList();
        Assert.Equal(model.Status(), state.Status);
        Assert.Equal(model.Epoch, state.Epoch);
        var isOpen = plan.Steps.Where(step => state[step].Open is not null);
        AreEqual(open, isOpen.Select(step => Open(step, state[step])).Order(OpenWork.ByPath));
        var issued = open.Where(work => work.IsIssued).Select(work => work.Path);
        AreEqual(issued, hands.All.Select(held => held.Path).Order(StringComparer.Ordinal));
        AreEqual(model.EndedUndos, state.Compensations.Select(step => plan.Steps[step].Path));
        Assert.Equal(model.DueAt(now), state.DueAt(now));
        Assert.Equal(state.IsSuspended, state.Log.SuspendedReason is not null);
        foreach (var step in plan.Steps)
            Of(model.Steps[step.Path], state[step]);
    }

    /// <summary>Whether the effects say of each attempt that is no longer wanted that it is not, as the model does.</summary>
    public void OfUnwanted(IEnumerable<Effect> effects, Plan plan, Hands hands)
    {
        foreach (var unwanted in effects.OfType<Effect.Unwanted>())
        {
            var path = plan.Steps[unwanted.Attempt.Step].Path;
            Assert.True(model.Unwanted.Remove(path, out var cancels), $"'{path}' is called unwanted, but nothing failed.");
            Assert.Equal(cancels, unwanted.CancelRunning);
        }
        foreach (var path in model.Unwanted.Keys)
            Assert.False(hands.Holds(path), $"'{path}' was not told that it is unwanted.");
        model.Unwanted.Clear();
    }

    private static void Of(Facts expected, StepState actual)
    {
        if (expected.Spec.Lists is null)
            Assert.Equal(expected.Output, actual.Output is null ? null : Text(actual.Output));
        AreEqual(expected.Errors, actual.Failures.Select(failure => failure.Attempt));
        AreEqual(expected.UndoErrors, actual.CompensationFailures.Select(failure => failure.Attempt));
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
            StepPhase.Skipped => expected.Result == Result.Skipped,
            StepPhase.Compensating => !expected.IsUndone && !expected.UndoIsStuck && !expected.UndoFailed,
            StepPhase.CompensationStuck => expected.UndoIsStuck,
            StepPhase.CompensationFailed => expected.UndoFailed,
            StepPhase.Compensated => expected.IsUndone,
            _ => false,
        };
        Assert.True(isExpected, $"The phase {actual.Phase} is not what the model says.");
    }

    /// <summary>The assertion is slow, and there are millions.</summary>
    private static void AreEqual<T>(IEnumerable<T> expected, IEnumerable<T> actual)
    {
        if (!expected.SequenceEqual(actual))
            Assert.Equal(expected, actual);
    }

    private static OpenWork Open(PlanStep step, StepState state)
    {
        var isUndo = state.Direction == Direction.Compensate;
        return new OpenWork(
            step.Path, isUndo, state.OpenNumber, isUndo ? Text(state.CompensationState) : string.Join('+', state.Inputs.Select(Text)),
            state.Open?.DueAt, state.IsAwaiting);
    }

    private static string Text(Payload payload) => Encoding.UTF8.GetString(payload.Data.Span);
}

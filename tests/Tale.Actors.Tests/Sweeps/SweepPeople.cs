using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>
/// Those who act on a transaction from outside. They see its log, say what is to be said now, and say it again whenever they look until the
/// log shows it, as somebody does who has no answer.
/// </summary>
internal static class SweepPeople
{
    private const string Who = "ada";
    private const string Why = "says the test";

    /// <summary>What is to be said to the transaction as it stands.</summary>
    public static IEnumerable<ITransactionCommand> Say(Scenario scenario, SweepLog stored, DateTimeOffset now)
    {
        IReadOnlyList<Event> log = [.. stored.Events.Select(e => e.Event)];
        var status = stored.Status;
        if (RoadMap.IsUndoneAtTheEnd(scenario.Road) && status == TransactionStatus.Completed)
            return [new CompensateTransaction(scenario.Id, Why)];
        if (log.Count == 0 || status.IsFinal())
            return [];
        return status == TransactionStatus.Suspended ? Help(scenario, log, now) : Go(scenario, log);
    }

    private static IEnumerable<ITransactionCommand> Go(Scenario scenario, IReadOnlyList<Event> log) => scenario.Road switch
    {
        Road.Cancelled or Road.ParentCancelled when HasSucceeded(log, "first") && !log.Any(e => e is Event.CancelRequested) => [Cancel(scenario)],
        Road.CancelledAtPivot or Road.ParentCancelledLater when scenario.IsAtItsPoint && !log.Any(e => e is Event.CancelRequested) => [Cancel(scenario)],
        Road.ItemsCancelled when log.Any(e => e is Event.ItemsListed) && !log.Any(e => e is Event.CancelRequested) => [Cancel(scenario)],
        // Refused while it waits to be begun.
        Road.Abandoned when scenario.IsAtItsPoint && !log.Any(e => e is Event.OperatorIntervened or Event.StepEscalated) =>
            [Operate(scenario, log, OperatorAction.Abandon, "middle")],
        // Refused, each time.
        Road.PastPivot when HasSucceeded(log, "middle") => [Cancel(scenario)],
        Road.SignalledEarly => Signals(scenario, log),
        Road.Signalled when log.Any(e => e is Event.WaitStarted) => Signals(scenario, log),
        _ => [],
    };

    private static IEnumerable<ITransactionCommand> Help(Scenario scenario, IReadOnlyList<Event> log, DateTimeOffset now)
    {
        if (log.Last(e => e is Event.TransactionSuspended) is not Event.TransactionSuspended { Cause: SuspensionCause.OperatorNeeded })
            return [];
        var stuck = log.OfType<Event.StepEscalated>().LastOrDefault()?.Step;
        if (scenario.Road == Road.SignalledLate && stuck == "go" && !log.Any(e => e is Event.SignalReceived))
            return Signals(scenario, log);
        if (!RoadMap.HasOperator(scenario.Road))
            return [];
        // It did take effect, and the journal does not take its output.
        if (stuck is not null && scenario.RejectedOutputs.Contains(stuck))
            return [Operate(scenario, log, OperatorAction.AssumeSucceeded, stuck, SweepPlan.Of(scenario.Road)[stuck].Input + 1)];
        var undo = log.OfType<Event.CompensationAttemptFailed>().LastOrDefault(e => e.RetryAt is null)?.Step;
        return scenario.Road switch
        {
            Road.UndoRetried => [Operate(scenario, log, OperatorAction.RetryNow, undo)],
            Road.UndoSkipped => [Operate(scenario, log, OperatorAction.SkipStep, undo)],
            Road.UndoAssumed => [Operate(scenario, log, OperatorAction.AssumeSucceeded, undo)],
            Road.Abandoned => [Operate(scenario, log, OperatorAction.RetryNow, stuck)],
            Road.OperatorRetries or Road.PastPivot or Road.CancelledAtPivot => [Operate(scenario, log, OperatorAction.RetryNow, stuck)],
            // It had passed before an operator was needed.
            Road.OperatorOverrules when log.Any(e => e is Event.DeadlinePassed) => [Operate(scenario, log, OperatorAction.AssumeFailed, stuck)],
            Road.OperatorOverrules when ((Event.TransactionStarted)log[0]).Deadline <= now => [Operate(scenario, log, OperatorAction.RetryNow, stuck)],
            Road.OperatorSkips => [Operate(scenario, log, OperatorAction.SkipStep, stuck)],
            Road.OperatorAssumesSuccess => [Operate(scenario, log, OperatorAction.AssumeSucceeded, stuck, 3)],
            Road.OperatorAssumesFailure => [Operate(scenario, log, OperatorAction.AssumeFailed, stuck)],
            Road.OperatorCompensates => [Operate(scenario, log, OperatorAction.Compensate, null)],
            Road.GivenUp => [Operate(scenario, log, OperatorAction.GiveUp, null)],
            _ => [],
        };
    }

    /// <summary>One wish, however often it is sent.</summary>
    private static CancelTransaction Cancel(Scenario scenario) => new(scenario.Id, Why) { WishId = "w" };

    /// <summary>The same one again and again, and another one once it has been taken.</summary>
    private static IEnumerable<ITransactionCommand> Signals(Scenario scenario, IReadOnlyList<Event> log)
    {
        yield return new SignalTransaction(scenario.Id, "go", "s-1", 1);
        if (log.Any(e => e is Event.SignalReceived))
            yield return new SignalTransaction(scenario.Id, "go", "s-2", 1);
    }

    /// <summary>One command for each suspension, whoever is asked how often.</summary>
    private static OperatorCommand Operate(
        Scenario scenario, IReadOnlyList<Event> log, OperatorAction action, string? step, object? output = null) =>
        new(scenario.Id, $"op-{log.Count(e => e is Event.TransactionSuspended)}", action, Who, Why) { Step = step, Output = output };

    private static bool HasSucceeded(IReadOnlyList<Event> log, string step) =>
        log.Any(e => e is Event.StepSucceeded success && success.Step == step);
}

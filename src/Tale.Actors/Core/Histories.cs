using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>Events as everybody may see them: the one table of what is said of each kind.</summary>
internal static class Histories
{
    /// <summary>A step that ended before its attempt began. What it says of itself is nothing.</summary>
    private const string GivenUp = "given up before it began";

    private const string PastPivot = "the point of no return is passed";

    public static HistoryEntry Of(Event e, long revision)
    {
        HistoryEntry Entry(HistoryKind kind) => new(revision, e.At, kind);
        return e switch
        {
            Event.TransactionStarted x => Entry(HistoryKind.Started) with
            {
                Text = $"{x.Definition} v{x.Version}", Payload = x.State, DueAt = x.Deadline, Epoch = 1, Node = Name(x.Node),
            },
            Event.StepSucceeded x => Entry(HistoryKind.StepSucceeded) with
            {
                Step = x.Step, Attempt = x.Attempt, Payload = x.Output, Text = x.PassesPivot ? PastPivot : null,
            },
            Event.ItemsListed x => Entry(HistoryKind.ItemsListed) with
            {
                Step = x.Step, Attempt = x.Attempt, Text = x.Items.Length == 1 ? "1 item" : $"{x.Items.Length} items",
            },
            Event.StepAttemptFailed x =>
                Failed(Entry(HistoryKind.StepAttemptFailed), x.Step, x.Attempt, x.Failure) with { DueAt = x.RetryAt },
            Event.StepFailed x => Failed(Entry(HistoryKind.StepFailed), x.Step, x.Attempt, x.Failure),
            Event.StepOutcomeUnknown x => Failed(Entry(HistoryKind.StepOutcomeUnknown), x.Step, x.Attempt, x.Failure),
            Event.StepEscalated x => Failed(Entry(HistoryKind.StepEscalated), x.Step, x.Attempt, x.Failure),
            Event.CancelRequested x => Entry(HistoryKind.CancelRequested) with { Text = x.Reason },
            Event.UndoRequested x => Entry(HistoryKind.UndoRequested) with { Text = x.Reason },
            Event.DeadlinePassed => Entry(HistoryKind.DeadlinePassed),
            Event.OperatorIntervened x => Entry(HistoryKind.OperatorIntervened) with
            {
                Step = x.Step, Payload = x.Output, Text = x.PassesPivot ? PastPivot : null,
                Intervention = new(x.At, x.CommandId, x.Action, x.Step, x.Who, x.Why),
            },
            Event.CompensationStarted x => Entry(HistoryKind.CompensationStarted) with { Text = x.Cause },
            Event.StepCompensated x => Entry(HistoryKind.StepCompensated) with { Step = x.Step, Attempt = x.Attempt },
            Event.CompensationAttemptFailed { RetryAt: { } retryAt } x =>
                Failed(Entry(HistoryKind.CompensationAttemptFailed), x.Step, x.Attempt, x.Failure) with { DueAt = retryAt },
            Event.CompensationAttemptFailed x => Failed(Entry(HistoryKind.CompensationFailed), x.Step, x.Attempt, x.Failure),
            Event.WaitStarted x => Entry(HistoryKind.WaitStarted) with
            {
                Step = x.Step, DueAt = x.Until, Text = x.SignalId is null ? null : $"the signal '{x.SignalId}' had come before",
            },
            Event.SignalReceived x => Entry(HistoryKind.SignalReceived) with
            {
                Step = x.Step, Payload = x.Payload, Text = $"{x.Name}, '{x.SignalId}'",
            },
            Event.AttemptsIssued x => Entry(HistoryKind.AttemptsIssued) with { Attempts = Named(x.Attempts) },
            Event.CoordinatorLeft x => Entry(HistoryKind.OwnerLeft) with { Attempts = Named(x.NotBegun) },
            Event.CoordinatorRecovered x => Entry(HistoryKind.TakenOver) with { Epoch = x.Epoch, Node = Name(x.Node) },
            Event.TransactionSuspended x => Entry(HistoryKind.Suspended) with { Text = x.Reason },
            Event.TransactionResumed x => Entry(HistoryKind.Resumed) with { Text = x.Reason },
            Event.TransactionCompleted => Entry(HistoryKind.Completed),
            Event.TransactionCompensated x => Entry(HistoryKind.Compensated) with { Text = x.Failure },
            Event.TransactionFailed x => Entry(HistoryKind.Failed) with { Text = x.Failure },
            Event.Unreadable x => new(revision, null, HistoryKind.Unreadable) { Text = $"'{x.Manifest}': {x.Problem}" },
            _ => throw new InvalidOperationException($"Unknown event {e.GetType().Name}."),
        };
    }

    /// <summary>Whether nothing can come after it.</summary>
    public static bool IsEnd(Event e) => Turn.Of(e)?.Status?.IsFinal() == true;

    /// <summary>Logs of format 1 do not name their nodes.</summary>
    private static string? Name(string node) => node.Length == 0 ? null : node;

    private static HistoryEntry Failed(HistoryEntry entry, string step, int attempt, AttemptFailure? failure) =>
        entry with { Step = step, Attempt = attempt, Failure = failure, Text = failure is null ? GivenUp : null };

    private static IReadOnlyList<HistoryAttempt> Named(ImmutableArray<AttemptRef> attempts) =>
        [.. attempts.Select(attempt => new HistoryAttempt(attempt.Step, attempt.Number, attempt.Direction == Direction.Compensate))];
}

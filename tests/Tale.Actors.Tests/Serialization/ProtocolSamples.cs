using System.Collections.Immutable;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Serialization;

/// <summary>A fixed sample of every message of the protocol.</summary>
internal static class ProtocolSamples
{
    [StateAlias("trip")]
    internal sealed record Trip(int Id, string Hotel);

    public static readonly Trip State = new(7, "Zum Löwen");

    private static readonly DateTimeOffset At = new(2026, 11, 23, 14, 5, 6, 789, TimeSpan.Zero);
    private static readonly ImmutableDictionary<string, string> Headers = ImmutableDictionary<string, string>.Empty.Add("tenant", "acme");
    private static readonly AttemptFailure Attempt = new("TimeoutException", "no answer", 2, At);
    private static readonly Payload Payload = new("trip", """{"id":7}"""u8.ToArray());

    private static readonly TransactionFailure Failure = new(
        "Step 'b': Failed", [new StepFailure("b", "Failed", [Attempt, Attempt with { Attempt = 3 }])], [new StepFailure("a", "Stuck", [Attempt])]);

    public static readonly IReadOnlyDictionary<string, object> All = new Dictionary<string, object>
    {
        ["start"] = new StartTransaction("t-1", "book-holiday", Payload) { Version = 2, Headers = Headers, NotifyOutcome = false },
        ["start-plain"] = new StartTransaction("t-1", "book-holiday", Payload),
        ["start-deadline"] = new StartTransaction("t-1", "book-holiday", Payload) { Deadline = TimeSpan.FromHours(3) },
        ["start-child"] = new StartChild(new StartTransaction("t-1:b", "book-flight", Payload) { Version = 1, Headers = Headers }, null),
        ["start-child-cancelled"] = new StartChild(new StartTransaction("t-1:b", "book-flight", Payload), "the step is not wanted"),
        ["cancel-of-parent"] = new CancelTransaction("t-1:b", "its parent goes back") { IsOfParent = true },
        ["cancel"] = new CancelTransaction("t-1", "the customer asked for it"),
        ["undo"] = new CompensateTransaction("t-1", "it was a mistake"),
        ["signal"] = new SignalTransaction("t-1", "approval", "mail-17", Payload),
        ["signal-plain"] = new SignalTransaction("t-1", "approval", "mail-18"),
        ["operate"] = new OperatorCommand("t-1", "cmd-1", OperatorAction.AssumeSucceeded, "ada", "done by phone")
        {
            Step = "a", Output = Payload, ExpectedRevision = 7,
        },
        ["operate-plain"] = new OperatorCommand("t-1", "cmd-2", OperatorAction.Compensate, "ada", "it was a mistake"),
        ["done"] = new CommandAccepted("t-1", TransactionStatus.Compensating, 9),
        ["cancel-step"] = new CancelStep("t-1", "b0/1/a", "t-1/b0/1/a/execute", 3, 2),
        ["compensated-cancelled"] = new TransactionCompensated("t-1", Failure with { Cause = AbortCause.Cancelled }),
        ["get"] = new GetTransaction("t-1"),
        ["get-plan"] = new GetTransactionPlan("t-1"),
        ["plan"] = new TransactionPlan("t-1", "book-holiday", 2, TransactionStatus.Running)
        {
            Revision = 12,
            WaitsFor = ["b0/1/a"],
            Undos =
            [
                new PlannedUndo("b0/1/a", null, UndoProspect.IfItTookEffect, null),
                new PlannedUndo("a", "b0", UndoProspect.WillRun, StepOutcome.Succeeded) { State = Payload },
            ],
            NotUndone = ["log"],
            Ahead = [new PlannedStep("b0/1/a", null, StepStatus.Running), new PlannedStep("b0/join", "b0", StepStatus.Pending)],
        },
        ["plan-past-pivot"] = new TransactionPlan("t-1", "book-holiday", 2, TransactionStatus.Running) { IsPastPivot = true, NotUndone = ["a"] },
        ["plan-problem"] = new TransactionPlan("t-1", "book-holiday", 2, TransactionStatus.Suspended) { Problem = "not registered", IsTruncated = true },
        ["get-history"] = new GetHistory("t-1"),
        ["get-history-news"] = new GetHistory("t-1") { After = 12, Limit = 7, WithPayloads = false, WaitsForNews = true },
        ["history"] = new TransactionHistory(
            "t-1",
            [
                new HistoryEntry(1, At, HistoryKind.Started) { Text = "book-holiday v2", Payload = Payload, DueAt = At.AddDays(1), Node = "n-1", Epoch = 1 },
                new HistoryEntry(2, At, HistoryKind.StepAttemptFailed) { Step = "a", Attempt = 1, Failure = Attempt, DueAt = At.AddMinutes(1) },
                new HistoryEntry(3, At, HistoryKind.AttemptsIssued) { Attempts = [new HistoryAttempt("a", 2, false), new HistoryAttempt("b", 1, true)] },
                new HistoryEntry(4, At, HistoryKind.OperatorIntervened)
                {
                    Intervention = new OperatorIntervention(At, "cmd-2", OperatorAction.RetryNow, null, "ada", "the service is back"),
                },
                new HistoryEntry(5, null, HistoryKind.Unreadable) { Text = "'new:1': unknown", IsTruncated = true },
            ],
            9, false),
        ["history-ended"] = new TransactionHistory("t-1", [], 9, true),
        ["watch"] = new WatchTransaction("t-1"),
        ["unwatch"] = new UnwatchTransaction("t-1"),
        ["wake"] = new WakeTransaction("t-1"),
        ["not-found"] = new TransactionNotFound("t-1"),
        ["accepted"] = new TransactionAccepted("t-1", "book-holiday", 2, TransactionStatus.Compensating),
        ["rejected"] = new TransactionRejected("t-1", RejectionReason.Conflict, "taken"),
        ["completed"] = new TransactionCompleted("t-1", State),
        ["completed-null"] = new TransactionCompleted("t-1", null),
        ["completed-unsent"] = new TransactionCompleted("t-1", new UnsentValue("too large", 1_000_000, 123_904)),
        ["compensated"] = new TransactionCompensated("t-1", Failure),
        ["compensated-truncated"] = new TransactionCompensated("t-1", Failure with { IsTruncated = true }),
        ["failed"] = new TransactionFailed("t-1", Failure),
        ["suspended"] = new TransactionSuspended("t-1", "waits for an operator", Failure),
        ["suspended-definition"] = new TransactionSuspended("t-1", "not registered", null),
        ["execute"] = new ExecuteStep("t-1", "b0/1/a", "t-1/b0/1/a/execute", 3, 2, State) { Failures = [Attempt], Headers = Headers },
        ["compensate"] = new CompensateStep("t-1", "a", "t-1/a/compensate", 3, 2, State, StepOutcome.Unknown) { Headers = Headers },
        ["step-succeeded"] = new StepReply.Succeeded("t-1", "a", 3, 2, State),
        ["step-succeeded-null"] = new StepReply.Succeeded("t-1", "a", 3, 2, null),
        ["step-failed"] = new StepReply.Failed("t-1", "a", 3, 2, "no rooms"),
        ["step-retry"] = new StepReply.Retry("t-1", "a", 3, 2, "busy", TimeSpan.FromSeconds(5)),
        ["step-retry-policy"] = new StepReply.Retry("t-1", "a", 3, 2, "busy", null),
        ["view"] = new TransactionView("t-1", "book-holiday", 2, TransactionStatus.Suspended)
        {
            StartedAt = At,
            UpdatedAt = At.AddSeconds(1),
            EndedAt = At.AddSeconds(2),
            State = Payload,
            Result = Payload with { SerializerId = 4711, Manifest = "v2" },
            Failure = Failure,
            SuspendedReason = "waits",
            Headers = Headers,
            Steps = [new StepView("a", StepStatus.Retrying, 2, 1, At, Payload, Failure.Steps[0]), new StepView("b", StepStatus.Pending, 0, 0, null, null, null)],
            Compensations = ["c", "a"],
        },
        ["view-truncated"] = new TransactionView("t-1", "book-holiday", 2, TransactionStatus.Running)
        {
            StartedAt = At, UpdatedAt = At, IsTruncated = true,
        },
        ["view-operated"] = new TransactionView("t-1", "book-holiday", 2, TransactionStatus.Running)
        {
            StartedAt = At, UpdatedAt = At, Revision = 12, Deadline = At.AddDays(1),
            Interventions =
            [
                new OperatorIntervention(At, "cmd-1", OperatorAction.SkipStep, "a", "ada", "not needed"),
                new OperatorIntervention(At, "cmd-2", OperatorAction.RetryNow, null, "ada", "the service is back"),
            ],
        },
        ["view-running"] = new TransactionView("t-1", "book-holiday", 2, TransactionStatus.Running)
        {
            StartedAt = At,
            UpdatedAt = At,
            Steps = [new StepView("a", StepStatus.Running, 2, 0, null, null, null) { Running = new RunningAttempt(2, At.AddSeconds(3)) }],
        },
        ["view-hash"] = new TransactionView("t-1", "book-holiday", 2, TransactionStatus.Running)
        {
            StartedAt = At, UpdatedAt = At, DefinitionHash = "0123456789abcdef",
        },
        ["view-parked"] = new TransactionView("t-1", "book-holiday", 2, TransactionStatus.Running)
        {
            StartedAt = At,
            UpdatedAt = At,
            Steps =
            [
                new StepView("a", StepStatus.Running, 2, 0, null, null, null)
                {
                    Running = new RunningAttempt(2, At.AddSeconds(3)) { WaitsFor = "its turn" },
                },
            ],
        },
        ["view-plain"] = new TransactionView("t-1", "book-holiday", 2, TransactionStatus.Running) { StartedAt = At, UpdatedAt = At },
    };
}

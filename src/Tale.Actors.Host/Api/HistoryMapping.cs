using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api;

/// <summary>Maps plans and histories to the API's contracts.</summary>
internal static class HistoryMapping
{
    /// <param name="plan">The plan.</param>
    /// <param name="outputs">Whether to show the state that each undo would get.</param>
    public static TransactionPlanDto ToDto(this TransactionPlan plan, bool outputs) => new(
        plan.TransactionId, plan.Definition, plan.Version, plan.Status, plan.Revision, plan.Problem, plan.WaitsFor, plan.IsPastPivot,
        [.. plan.Undos.Select(undo => new PlannedUndoDto(
            undo.Step, undo.After, undo.Prospect, undo.Outcome, outputs ? ContractMapping.Json(undo.State) : null))],
        plan.NotUndone, [.. plan.Ahead.Select(step => new PlannedStepDto(step.Step, step.After, step.Status))]);

    public static HistoryDto ToDto(this TransactionHistory history) => new(
        history.TransactionId, [.. history.Entries.Select(entry => entry.ToDto(outputs: true))], history.LastRevision, history.IsEnded,
        history.HasMore ? history.Entries[^1].Revision : null);

    /// <param name="entry">The entry.</param>
    /// <param name="outputs">Whether to show its payload.</param>
    public static HistoryEntryDto ToDto(this HistoryEntry entry, bool outputs) => new(
        entry.Revision, entry.At, entry.Kind, entry.Step, entry.Attempt, entry.Text,
        entry.Failure is { } failure ? new AttemptDto(failure.Attempt, failure.Type, failure.Message, failure.At) : null,
        outputs ? ContractMapping.Json(entry.Payload) : null, entry.DueAt, entry.Node, entry.Epoch,
        entry.Intervention is { } done ? ContractMapping.ToDto(done) : null,
        [.. entry.Attempts.Select(attempt => new HistoryAttemptDto(attempt.Step, attempt.Attempt, attempt.IsUndo))]);
}

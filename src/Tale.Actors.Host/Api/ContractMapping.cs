using System.Text.Json;
using Tale.Actors.Definitions;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api;

/// <summary>Maps the library's records to the API's contracts.</summary>
internal static class ContractMapping
{
    /// <param name="view">The view.</param>
    /// <param name="outputs">Whether to show what each step put out.</param>
    public static TransactionDto ToDto(this TransactionView view, bool outputs) => new(
        view.TransactionId, view.Definition, view.Version, view.Status, view.Revision, view.StartedAt, view.UpdatedAt, view.EndedAt,
        view.Deadline, view.Headers,
        Json(view.State), Json(view.Result), view.Failure?.ToDto(), view.SuspendedReason,
        [.. view.Steps.Select(step => ToDto(step, outputs))], view.Compensations, [.. view.Interventions.Select(ToDto)]);

    public static TransactionCountsDto ToDto(this IReadOnlyList<TransactionCount> counts) => new(
        counts.Sum(count => count.Number),
        [.. counts.Select(count => new TransactionCountDto(count.Definition, count.Version, count.Status, count.Number))]);

    public static TransactionPageDto ToDto(this TransactionPage page) => new([.. page.Transactions.Select(ToDto)], page.Next);

    public static InterventionDto ToDto(OperatorIntervention done) =>
        new(done.At, done.CommandId, done.Action, done.Step, done.Who, done.Why);

    private static StepDto ToDto(StepView step, bool outputs) => new(
        step.Path, step.Status, step.Attempts, step.CompensationAttempts, step.NextAttemptAt, step.Signal, step.Child,
        step.Running is { } running ? new RunningAttemptDto(running.Attempt, running.StartedAt, running.WaitsFor) : null,
        outputs ? Json(step.Output) : null,
        step.Failure is null ? null : ToDto(step.Failure));

    private static FailureDto ToDto(this TransactionFailure failure) => new(
        failure.Message, [.. failure.Steps.Select(ToDto)], [.. failure.Compensations.Select(ToDto)]);

    private static StepFailureDto ToDto(StepFailure failure) => new(
        failure.Step, failure.Message,
        [.. failure.Attempts.Select(attempt => new AttemptDto(attempt.Attempt, attempt.Type, attempt.Message, attempt.At))]);

    private static TransactionSummaryDto ToDto(TransactionSummary row) => new(
        row.TransactionId, row.Definition, row.Version, row.Status, row.StartedAt, row.UpdatedAt, row.EndedAt, row.Failure);

    // A payload that a serializer of the user's own wrote is not JSON and is not shown.
    public static JsonElement? Json(Payload? payload) => payload is { IsJson: true } ? payload.ToJsonElement() : null;
}

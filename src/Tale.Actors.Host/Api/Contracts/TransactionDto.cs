using System.Text.Json;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>A transaction.</summary>
internal sealed record TransactionDto(
    string Id,
    string Definition,
    int Version,
    TransactionStatus Status,
    long Revision,
    DateTimeOffset StartedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? Deadline,
    IReadOnlyDictionary<string, string> Headers,
    JsonElement? State,
    JsonElement? Result,
    FailureDto? Failure,
    string? SuspendedReason,
    IReadOnlyList<StepDto> Steps,
    IReadOnlyList<string> Compensations,
    IReadOnlyList<InterventionDto> Interventions);

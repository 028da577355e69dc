using System.Text.Json;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>One event of a transaction's log.</summary>
internal sealed record HistoryEntryDto(
    long Revision,
    DateTimeOffset? At,
    HistoryKind Kind,
    string? Step,
    int? Attempt,
    string? Text,
    AttemptDto? Failure,
    JsonElement? Payload,
    DateTimeOffset? DueAt,
    string? Node,
    long? Epoch,
    InterventionDto? Intervention,
    IReadOnlyList<HistoryAttemptDto> Attempts);

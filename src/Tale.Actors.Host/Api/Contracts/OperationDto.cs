using Tale.Actors.Operations;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>An operation.</summary>
/// <param name="Matched">How many matched when it began; null while that is not known.</param>
/// <param name="Left">About how many are still to have their turn; null where that is not known.</param>
/// <param name="Refusals">The first 100 that refused or were given up on; null in a list.</param>
/// <param name="Problem">Why it does not go on on this node.</param>
internal sealed record OperationDto(
    string Id, BulkAction Action, string? Step, OperationFilterDto Filter, string Who, string Why, OperationStatus Status,
    DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, DateTimeOffset? EndedAt, string? StoppedBy, long Done, long Refused, long Failed,
    long? Matched, long? Left, IReadOnlyList<OperationRefusalDto>? Refusals, string? Problem);

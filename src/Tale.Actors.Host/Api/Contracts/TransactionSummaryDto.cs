using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>One row of the index.</summary>
internal sealed record TransactionSummaryDto(
    string Id,
    string Definition,
    int Version,
    TransactionStatus Status,
    DateTimeOffset StartedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? EndedAt,
    string? Failure);

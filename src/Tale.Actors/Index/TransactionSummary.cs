using Tale.Actors.Protocol;

namespace Tale.Actors.Index;

/// <summary>One row of the index.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Definition">The definition's name.</param>
/// <param name="Version">The version that it is pinned to.</param>
/// <param name="Status">Its status.</param>
/// <param name="StartedAt">When it was started (UTC).</param>
/// <param name="UpdatedAt">When its row last changed (UTC).</param>
/// <param name="EndedAt">When it ended (UTC); null while it is open.</param>
/// <param name="DueAt">By when it must be in memory; null when nothing is due: it has ended, or waits for an operator.</param>
/// <param name="Failure">Why it is being compensated, suspended or was not completed, cut to 500 characters.</param>
public sealed record TransactionSummary(
    string TransactionId, string Definition, int Version, TransactionStatus Status,
    DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, DateTimeOffset? EndedAt, DateTimeOffset? DueAt, string? Failure);

using Tale.Actors.Protocol;

namespace Tale.Actors.Index;

/// <summary>What to look for in the index. Every condition that is set must hold; none set means all transactions.</summary>
public sealed record TransactionQuery
{
    /// <summary>Only this status.</summary>
    public TransactionStatus? Status { get; init; }

    /// <summary>Only this definition.</summary>
    public string? Definition { get; init; }

    /// <summary>Only ids that start with this text.</summary>
    public string? IdPrefix { get; init; }

    /// <summary>Only failures whose text contains this, whatever the case of ASCII letters.</summary>
    public string? FailureText { get; init; }

    /// <summary>Only transactions started at or after this time (UTC).</summary>
    public DateTimeOffset? StartedFrom { get; init; }

    /// <summary>Only transactions started before this time (UTC).</summary>
    public DateTimeOffset? StartedBefore { get; init; }

    /// <summary>Continue after this id: <see cref="TransactionPage.Next"/> of the page before.</summary>
    public string? After { get; init; }

    /// <summary>The most rows to return, 1 to 1,000. Default: 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to anything else.</exception>
    public int Limit
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Limit));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000, nameof(Limit));
            field = value;
        }
    } = 100;
}

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

/// <summary>A page of the index.</summary>
/// <param name="Transactions">The rows, ordered by id.</param>
/// <param name="Next">Where the next page starts, to be given as <see cref="TransactionQuery.After"/>; null on the last page.</param>
public sealed record TransactionPage(IReadOnlyList<TransactionSummary> Transactions, string? Next);

using Tale.Actors.Protocol;

namespace Tale.Actors.Index;

/// <summary>What to look for in the index. Every condition that is set must hold; none set means all transactions.</summary>
public sealed record TransactionQuery
{
    /// <summary>Only these statuses. Empty, as it is by default: all.</summary>
    public IReadOnlyCollection<TransactionStatus> Statuses { get; init; } = [];

    /// <summary>Only this definition.</summary>
    public string? Definition { get; init; }

    /// <summary>Only this version of whichever definition.</summary>
    public int? Version { get; init; }

    /// <summary>Only ids that start with this text.</summary>
    public string? IdPrefix { get; init; }

    /// <summary>The most transactions of each status through whose failures a database looks for a text.</summary>
    internal const int MaxSearchedFailures = 20_000;

    /// <summary>
    /// Only failures whose text contains this, whatever the case of ASCII letters. An index in a database looks through the 20,000 newest
    /// transactions of each status that have a failure, and older ones are not found by their text; name the status that you look for.
    /// </summary>
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

using Tale.Actors.Protocol;

namespace Tale.Actors.Operations;

/// <summary>
/// Which transactions an operation is about. Every condition that is set must hold. Without any, <see cref="All"/> has to say so. Only
/// transactions that were started before the operation was accepted are meant, whatever the filter.
/// </summary>
public sealed record OperationFilter
{
    /// <summary>Only these statuses, as the index has them when a transaction's turn comes. Empty, as it is by default: all.</summary>
    public IReadOnlyCollection<TransactionStatus> Statuses { get; init; } = [];

    /// <summary>Only this definition, in any version.</summary>
    public string? Definition { get; init; }

    /// <summary>Only ids that start with this text.</summary>
    public string? IdPrefix { get; init; }

    /// <summary>
    /// Only failures whose text, as the index has it, contains this, whatever the case. Every failure is looked at, not only the newest.
    /// </summary>
    public string? FailureText { get; init; }

    /// <summary>Only transactions started at or after this time (UTC).</summary>
    public DateTimeOffset? StartedFrom { get; init; }

    /// <summary>Only transactions started before this time (UTC).</summary>
    public DateTimeOffset? StartedBefore { get; init; }

    /// <summary>Every transaction is meant: to be said instead of any condition, so that a filter that was forgotten is not everything.</summary>
    public bool All { get; init; }

    /// <summary>Equality of what is asked for: the statuses in any order.</summary>
    public bool Equals(OperationFilter? other) =>
        other is not null && Statuses.ToHashSet().SetEquals(other.Statuses) && Definition == other.Definition && IdPrefix == other.IdPrefix
        && FailureText == other.FailureText && StartedFrom == other.StartedFrom && StartedBefore == other.StartedBefore && All == other.All;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Definition, IdPrefix, FailureText, StartedFrom, StartedBefore, All);
}

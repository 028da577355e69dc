namespace Tale.Actors.Protocol;

/// <summary>Why a transaction did not complete.</summary>
/// <param name="Message">One sentence for people.</param>
/// <param name="Steps">
/// The steps that failed for good, in definition order. The original error is never hidden by a failing compensation.
/// </param>
/// <param name="Compensations">The compensations that failed for good, in the order in which they ran (reverse of execution).</param>
public sealed record TransactionFailure(string Message, IReadOnlyList<StepFailure> Steps, IReadOnlyList<StepFailure> Compensations)
{
    /// <summary>Why the transaction goes back, or went back.</summary>
    public AbortCause Cause { get; init; } = AbortCause.StepFailed;

    /// <summary>
    /// Whether errors are left out, because they would not fit into a message between nodes: those of single attempts first, then all.
    /// </summary>
    public bool IsTruncated { get; init; }

    /// <summary>Structural equality, including all lists in order.</summary>
    public bool Equals(TransactionFailure? other) =>
        other is not null && Message == other.Message && Cause == other.Cause && IsTruncated == other.IsTruncated
        && Steps.SequenceEqual(other.Steps) && Compensations.SequenceEqual(other.Compensations);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Message, Steps.Count, Compensations.Count);
}

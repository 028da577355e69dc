namespace Tale.Actors.Protocol;

/// <summary>What went wrong in one attempt: the error as data, so that it survives restarts and travels between nodes.</summary>
/// <param name="Type">
/// The error's short type name, for example <c>TimeoutException</c>. Information only, never used to load a type.
/// </param>
/// <param name="Message">The error's message, cut to the configured length.</param>
/// <param name="Attempt">The attempt it belongs to, counted from 1.</param>
/// <param name="At">When it was recorded (UTC).</param>
public sealed record AttemptFailure(string Type, string Message, int Attempt, DateTimeOffset At)
{
    /// <summary>
    /// The attempt failed, and may have taken effect all the same: a connection broke while the answer was awaited. If no attempt succeeds
    /// the step's outcome is unknown, and it is undone. Default: false, a definite failure.
    /// </summary>
    public bool MayHaveTakenEffect { get; init; }

    /// <summary>The type and the message, as one line.</summary>
    public override string ToString() => $"{Type}: {Message}";
}

/// <summary>One step, in one direction, that failed for good.</summary>
/// <param name="Step">The path of the step, for example <c>book-hotel</c> or <c>trip/1/book-hotel</c>.</param>
/// <param name="Message">One sentence: <c>Failed to apply step after 3 attempts</c>, followed by the last error.</param>
/// <param name="Attempts">The errors of all attempts, oldest first.</param>
public sealed record StepFailure(string Step, string Message, IReadOnlyList<AttemptFailure> Attempts)
{
    /// <summary>Structural equality, including the attempts in order.</summary>
    public bool Equals(StepFailure? other) =>
        other is not null && Step == other.Step && Message == other.Message && Attempts.SequenceEqual(other.Attempts);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Step, Message, Attempts.Count);
}

/// <summary>Why a transaction did not complete.</summary>
/// <param name="Message">One sentence for people.</param>
/// <param name="Steps">
/// The steps that failed for good, in definition order. The original error is never hidden by a failing compensation.
/// </param>
/// <param name="Compensations">The compensations that failed for good, in the order in which they ran (reverse of execution).</param>
public sealed record TransactionFailure(string Message, IReadOnlyList<StepFailure> Steps, IReadOnlyList<StepFailure> Compensations)
{
    /// <summary>
    /// Whether errors are left out, because they would not fit into a message between nodes: those of single attempts first, then all.
    /// </summary>
    public bool IsTruncated { get; init; }

    /// <summary>Structural equality, including all lists in order.</summary>
    public bool Equals(TransactionFailure? other) =>
        other is not null && Message == other.Message && IsTruncated == other.IsTruncated
        && Steps.SequenceEqual(other.Steps) && Compensations.SequenceEqual(other.Compensations);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Message, Steps.Count, Compensations.Count);
}

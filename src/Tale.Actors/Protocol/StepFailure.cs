namespace Tale.Actors.Protocol;

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

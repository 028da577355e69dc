namespace Tale.Actors.Protocol;

/// <summary>One step of a transaction.</summary>
/// <param name="Path">The step's path, for example <c>book-hotel</c> or <c>trip/1/book-hotel</c>.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Attempts">How many attempts to execute it were started.</param>
/// <param name="CompensationAttempts">How many attempts to undo it were started.</param>
/// <param name="NextAttemptAt">When the next attempt is due, or a wait for something from outside ends, while it waits for that.</param>
/// <param name="Output">Its output, once it succeeded.</param>
/// <param name="Failure">Why it, or its undo, failed.</param>
public sealed record StepView(
    string Path, StepStatus Status, int Attempts, int CompensationAttempts, DateTimeOffset? NextAttemptAt, Payload? Output,
    StepFailure? Failure)
{
    /// <summary>The attempt that is under way, to execute the step or to undo it; null: none is.</summary>
    public RunningAttempt? Running { get; init; }

    /// <summary>The name of the signal that it waits for; null: it waits for none.</summary>
    public string? Signal { get; init; }

    /// <summary>The id of the transaction that plays it; null: none does, or it has not begun.</summary>
    public string? Child { get; init; }
}

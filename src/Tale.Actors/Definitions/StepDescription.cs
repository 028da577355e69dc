namespace Tale.Actors.Definitions;

/// <summary>One step of a definition.</summary>
/// <param name="Path">Its path, for example <c>book-hotel</c> or <c>trip/1/book-hotel</c>.</param>
/// <param name="Compensates">Whether it has an undo.</param>
/// <param name="MaxRetries">How often its execution is retried at most, after the first attempt.</param>
/// <param name="Participant">Where its participant is found; null when code plays it.</param>
public sealed record StepDescription(string Path, bool Compensates, int MaxRetries, string? Participant)
{
    /// <summary>The definition of the transaction that plays it, for example <c>book-car v1</c>; null: none does.</summary>
    public string? Transaction { get; init; }
}

namespace Tale.Actors.Definitions;

/// <summary>
/// What differs between two shapes of a definition, in sentences for people: what was added, removed, renamed or moved, and what has other
/// options. Everything that changes the hash is told, and nothing else: code, timeouts, waits' durations and what follows when a signal does
/// not come in time, deadlines, limits and participants' addresses may change under transactions in flight.
/// </summary>
public static class DefinitionDiff
{
    /// <summary>Compares two definitions.</summary>
    /// <param name="before">The one that transactions were started with.</param>
    /// <param name="after">The one that takes its place.</param>
    /// <returns>A sentence for each difference, in definition order, what is gone first. Empty: the hash is the same.</returns>
    public static IReadOnlyList<string> Between(TransactionDefinition before, TransactionDefinition after) =>
        Between(DefinitionManifest.Of(before), DefinitionManifest.Of(after));

    /// <summary>Compares two definitions that are given as data.</summary>
    /// <param name="before">The one that transactions were started with.</param>
    /// <param name="after">The one that takes its place.</param>
    /// <returns>
    /// A sentence for each difference, in definition order, what is gone first. Empty when there is none, or one of them lacks its parts.
    /// </returns>
    public static IReadOnlyList<string> Between(DefinitionManifest before, DefinitionManifest after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return before.Parts.Count == 0 || after.Parts.Count == 0
            ? []
            : [.. new PartComparison(new PartTree(before.Parts), new PartTree(after.Parts)).Sentences()];
    }
}

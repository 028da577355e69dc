namespace Tale.Actors.Definitions;

/// <summary>Parts of definitions, and what has changed about them, in words. A fact without words of its own here is told by its name.</summary>
internal static class PartWords
{
    private const string NoRetries = "0";

    /// <summary>A part, such as <c>step 'trip/0/hotel'</c>.</summary>
    public static string Of(PartTree tree, string path) => path.Length == 0 ? "the transaction" : $"{Noun(tree, path)} '{path}'";

    /// <summary>What is so now and was not, such as <c>has 5 retries, had 2</c>.</summary>
    /// <param name="fact">The fact's name.</param>
    /// <param name="before">What it said; null: it was not there.</param>
    /// <param name="after">What it says now; null: it is gone.</param>
    public static string Change(string fact, string? before, string? after) => (fact, after) switch
    {
        (FactNames.Kind, _) => $"is {Kind(after)}, was {Kind(before)}",
        (FactNames.Undo, null) => "has no undo, had one",
        (FactNames.Undo, _) => "has an undo, had none",
        (FactNames.UnknownUndo, null) => "cannot be undone any more when its outcome is unknown",
        (FactNames.UnknownUndo, _) => "can be undone when its outcome is unknown, could not before",
        (FactNames.KeepsType, null) => "does not keep the type of its input any more",
        (FactNames.KeepsType, _) => "keeps the type of its input, did not before",
        (FactNames.Pivot, null) => "is no pivot any more",
        (FactNames.Pivot, _) => "is a pivot, was none",
        (FactNames.Retries, _) => $"has {Retries(after)}, had {Number(before)}",
        (FactNames.UndoRetries, _) => $"has {Retries(after)} of its undo, had {Number(before)}",
        (_, null) => $"has no {fact}, had {before}",
        _ => $"has the {fact} {after}, had {before ?? "none"}",
    };

    private static string Noun(PartTree tree, string path) => tree.KindOf(path) switch
    {
        FactNames.Concurrent or FactNames.ForEach => "block",
        FactNames.Sequence => tree.KindOf(PartTree.ParentOf(path)!) switch
        {
            FactNames.Concurrent => "branch",
            FactNames.ForEach => "item",
            _ => "sequence",
        },
        _ => "step",
    };

    private static string Kind(string? kind) => kind switch
    {
        null => "nothing",
        "code" => "code",
        "signal" => "a wait for a signal",
        FactNames.Concurrent => "a concurrent block",
        FactNames.ForEach => "a block of items",
        "child" => "a transaction",
        _ => $"a {kind}",
    };

    private static string Retries(string? number) => number switch
    {
        null or NoRetries => "no retries",
        "1" => "1 retry",
        FactNames.ForEver => "retries for ever",
        _ => $"{number} retries",
    };

    private static string Number(string? number) => number switch
    {
        null or NoRetries => "none",
        FactNames.ForEver => "them for ever",
        _ => number,
    };
}

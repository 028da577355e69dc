namespace Tale.Actors.Definitions;

/// <summary>The facts of a <see cref="DefinitionPart"/> that sentences about changes have words of their own for.</summary>
internal static class FactNames
{
    public const string Kind = "kind";
    public const string Undo = "undo";
    public const string UnknownUndo = "undo of an unknown outcome";
    public const string KeepsType = "keeps type";
    public const string Pivot = "pivot";
    public const string Retries = "retries";
    public const string UndoRetries = "retries of the undo";
    public const string CompensationFailurePolicy = "compensation failure policy";

    /// <summary>A kind of part that is no step.</summary>
    public const string Sequence = "sequence";

    /// <summary>A kind of part that is no step.</summary>
    public const string Concurrent = "concurrent";

    public const string ForEach = "for-each";

    /// <summary>A number of retries.</summary>
    public const string ForEver = "for ever";
}

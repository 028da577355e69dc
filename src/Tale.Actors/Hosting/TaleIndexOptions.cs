namespace Tale.Actors.Hosting;

/// <summary>Settings of the transaction index: <c>tale.index</c>. Null leaves a setting to HOCON.</summary>
public sealed class TaleIndexOptions
{
    /// <summary>
    /// The class of the index, or <c>in-memory</c>. <c>WithTaleSqliteJournal</c>, <c>WithTaleSqliteIndex</c> and their like set it.
    /// Default: <c>in-memory</c>.
    /// </summary>
    public string? Provider { get; set; }

    /// <summary>
    /// For a separate index, of a journal that is not Tale's: how long a row may be without an event of its transaction before it is deleted.
    /// Above zero, and longer than any write takes. Default: 5 min.
    /// </summary>
    public TimeSpan? KeepUnstarted { get; set; }

    internal IEnumerable<(string Path, object? Value)> Settings =>
        [("index.provider", Provider), ("index.keep-unstarted", KeepUnstarted)];
}

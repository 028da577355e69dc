namespace Tale.Actors.Journal.Storage;

/// <summary>A request for a piece of a log, and where its rows go.</summary>
/// <param name="Limit">The most events to read.</param>
internal sealed record ReplayRead(string PersistenceId, long From, long To, int Limit)
{
    /// <summary>The event that brings a piece to this many bytes is its last; the rest is left for the next piece.</summary>
    public const int MaxBytes = 256 * 1024;

    private bool _isCut;

    public List<StoredEvent> Events { get; } = [];

    public long Bytes { get; private set; }

    /// <summary>Whether events may have been left out because of their size, or of the size of what is read with them.</summary>
    public bool IsCut => _isCut || Bytes >= MaxBytes;

    public void Add(StoredEvent stored)
    {
        Bytes += stored.Data.Length;
        Events.Add(stored);
    }

    public void Cut() => _isCut = true;

    public void Clear()
    {
        Events.Clear();
        (Bytes, _isCut) = (0, false);
    }
}

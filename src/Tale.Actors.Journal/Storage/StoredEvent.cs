namespace Tale.Actors.Journal.Storage;

/// <summary>One event as it lies in the database.</summary>
/// <param name="SequenceNr">Its number in the log of its persistence id, from 1.</param>
/// <param name="SerializerId">The Akka serializer that wrote the bytes.</param>
/// <param name="Manifest">That serializer's manifest; empty when it needs none.</param>
/// <param name="Data">The bytes.</param>
/// <param name="Writer">Which incarnation wrote it, as encoded by <see cref="WriterId"/>.</param>
/// <param name="WrittenAt">When, in ticks (UTC), as Akka's <c>Timestamp</c>.</param>
/// <param name="AdapterManifest">The manifest of the event adapter; null when there is none, which is the rule.</param>
internal sealed record StoredEvent(
    long SequenceNr, int SerializerId, string Manifest, byte[] Data, byte[] Writer, long WrittenAt, string? AdapterManifest);

/// <summary>Events of one persistence id that are stored together or not at all, and what they change in the index.</summary>
/// <param name="Events">Empty: only the index changes, which stands beside another journal.</param>
/// <param name="Index">Null: nothing changes there.</param>
internal sealed record EventWrite(string PersistenceId, IReadOnlyList<StoredEvent> Events, IndexUpdate? Index)
{
    /// <summary>The number of the first event; 0 without any.</summary>
    public long FirstSequenceNr => Events.Count > 0 ? Events[0].SequenceNr : 0;
}

/// <summary>A request for a piece of a log, and where its rows go.</summary>
/// <param name="Limit">The most events to read.</param>
internal sealed record ReplayRead(string PersistenceId, long From, long To, int Limit)
{
    /// <summary>Past this many bytes the rest of a piece is left for the next one, so that many large recoveries at once fit into memory.</summary>
    internal const int MaxBytes = 256 * 1024;

    private int _bytes;

    public List<StoredEvent> Events { get; } = [];

    /// <summary>Whether events were left out because of their size.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether the next event still fits; once it does not, the piece is cut.</summary>
    public bool TakesMore() => !(IsCut = _bytes >= MaxBytes);

    public void Add(StoredEvent stored)
    {
        _bytes += stored.Data.Length;
        Events.Add(stored);
    }

    public void Clear()
    {
        Events.Clear();
        (_bytes, IsCut) = (0, false);
    }
}

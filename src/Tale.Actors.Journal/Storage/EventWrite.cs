namespace Tale.Actors.Journal.Storage;

/// <summary>Events of one persistence id that are stored together or not at all, and what they change in the index.</summary>
/// <param name="Events">Empty: only the index changes, because it is a separate one.</param>
/// <param name="Index">Null: nothing changes there.</param>
internal sealed record EventWrite(string PersistenceId, IReadOnlyList<StoredEvent> Events, IndexUpdate? Index)
{
    /// <summary>The number of the first event; 0 without any.</summary>
    public long FirstSequenceNr => Events.Count > 0 ? Events[0].SequenceNr : 0;

    /// <summary>
    /// The number that these events follow: it must be stored, or have been deleted. 0: the log may begin here. It is the number before the
    /// first, unless their owner has used up that one itself, for an event that was rejected.
    /// </summary>
    public long After { get; init; } = Events.Count > 0 ? Events[0].SequenceNr - 1 : 0;

    /// <summary>Whether the log may have no event yet.</summary>
    public bool MayBegin => Events.Count > 0 && After == 0;
}

namespace Tale.Actors.Journal.Storage;

/// <summary>A connection that reads what is committed.</summary>
internal interface IEventReader : IDisposable
{
    /// <summary>
    /// The highest sequence numbers ever stored, deleted ones included, in the order of the ids; 0 for an id without any.
    /// </summary>
    long[] HighestSequenceNrs(IReadOnlyList<string> persistenceIds);

    /// <summary>
    /// Reads pieces of logs in their order, each in order of its sequence numbers, until together they have <paramref name="maxBytes"/>.
    /// The event that brings them there is the last.
    /// </summary>
    /// <returns>How many of the pieces were read: at least one. The rest is to be asked for again.</returns>
    int Replay(IReadOnlyList<ReplayRead> reads, long maxBytes);
}

namespace Tale.Actors.Journal.Storage;

/// <summary>A connection that reads what is committed.</summary>
internal interface IEventReader : IDisposable
{
    /// <summary>
    /// The highest sequence numbers ever stored, deleted ones included, in the order of the ids; 0 for an id without any.
    /// </summary>
    long[] HighestSequenceNrs(IReadOnlyList<string> persistenceIds);

    /// <summary>Reads pieces of logs, each in order of its sequence numbers.</summary>
    void Replay(IReadOnlyList<ReplayRead> reads);
}

namespace Tale.Actors.Journal.Storage;

/// <summary>The journal's queue is full: the write was refused at once and nothing of it was stored. Trying again later is safe.</summary>
public sealed class JournalOverloadedException : Exception
{
    private JournalOverloadedException(string why) : base($"The journal's queue is full: {why}. Nothing was stored; try again later.") { }

    internal static JournalOverloadedException Writes(int limit) => new($"{limit} writes wait, and queue-limit allows no more");

    internal static JournalOverloadedException Bytes(long waiting, long limit) =>
        new($"{waiting} bytes of events wait, and queue-limit-bytes is {limit}");
}

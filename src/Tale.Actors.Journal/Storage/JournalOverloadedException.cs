namespace Tale.Actors.Journal.Storage;

/// <summary>The journal's queue is full: the write was refused at once and nothing of it was stored. Trying again later is safe.</summary>
public sealed class JournalOverloadedException : Exception
{
    internal JournalOverloadedException(int limit)
        : base($"The journal's queue is full ({limit} writes wait). Nothing was stored; try again later.") { }
}

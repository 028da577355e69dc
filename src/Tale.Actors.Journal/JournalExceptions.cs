using Tale.Actors.Index;

namespace Tale.Actors.Journal;

/// <summary>The journal's queue is full: the write was refused at once and nothing of it was stored. Trying again later is safe.</summary>
public sealed class JournalOverloadedException : Exception
{
    internal JournalOverloadedException(int limit)
        : base($"The journal's queue is full ({limit} writes wait). Nothing was stored; try again later.") { }
}

/// <summary>The database does not answer, or cannot store anything. The journal tries by itself until it can.</summary>
public sealed class JournalUnavailableException : Exception
{
    internal JournalUnavailableException(string message, Exception? inner = null) : base(message, inner) { }
}

/// <summary>The database's schema is not one that this version may write to; the message says what to do. Nothing is read or written until it is.</summary>
public sealed class JournalSchemaException : Exception
{
    internal JournalSchemaException(string message) : base(message) { }
}

/// <summary>
/// A sequence number was taken already: another owner has written this log since. The write was refused and nothing of it was stored; the
/// owner that got this must recover before it goes on.
/// </summary>
public sealed class StaleWriteException : Exception, ISequenceNrTaken
{
    internal StaleWriteException(string persistenceId, long sequenceNr, Exception? inner = null)
        : base($"The log of '{persistenceId}' was written by another owner: sequence number {sequenceNr} is taken.", inner) { }
}

/// <summary>An event is larger than <c>max-event-size</c>: it is rejected before anything is stored.</summary>
public sealed class EventTooLargeException : Exception
{
    internal EventTooLargeException(string persistenceId, long sequenceNr, long size, long limit)
        : base($"Event {sequenceNr} of '{persistenceId}' has {size} bytes; the limit (max-event-size) is {limit}.") { }
}

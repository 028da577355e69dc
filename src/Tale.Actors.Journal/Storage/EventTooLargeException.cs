namespace Tale.Actors.Journal.Storage;

/// <summary>An event is larger than <c>max-event-size</c>: it is rejected before anything is stored.</summary>
public sealed class EventTooLargeException : Exception
{
    internal EventTooLargeException(string persistenceId, long sequenceNr, long size, long limit)
        : base($"Event {sequenceNr} of '{persistenceId}' has {size} bytes; the limit (max-event-size) is {limit}.") { }
}

namespace Tale.Actors.Index;

/// <summary>
/// On the exception of a journal that refuses a write because the log has an event with its sequence number
/// already: nothing of it was stored.
/// </summary>
internal interface ISequenceNrTaken;

namespace Tale.Actors.Journal.Storage;

/// <summary>A delete met a lock of somebody else's and did not wait for it. Nothing of it is half done; it is tried again later.</summary>
internal sealed class DeleteDelayedException(string message, Exception? inner = null) : Exception(message, inner);

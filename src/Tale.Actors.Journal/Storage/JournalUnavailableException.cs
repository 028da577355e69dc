namespace Tale.Actors.Journal.Storage;

/// <summary>The database does not answer, or cannot store anything. The journal tries by itself until it can.</summary>
public sealed class JournalUnavailableException : Exception
{
    internal JournalUnavailableException(string message, Exception? inner = null) : base(message, inner) { }
}

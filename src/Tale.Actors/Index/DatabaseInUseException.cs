namespace Tale.Actors.Index;

/// <summary>
/// Another node owns the database and is alive, so this one does not start: no transaction is run by two nodes. The message names the owner and
/// says what to do. Thrown by <c>TaleExtension.Start</c>; it may be called again later.
/// </summary>
public sealed class DatabaseInUseException : Exception
{
    internal DatabaseInUseException(string message) : base(message)
    {
    }
}

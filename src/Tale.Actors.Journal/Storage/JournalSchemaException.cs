namespace Tale.Actors.Journal.Storage;

/// <summary>The database's schema is not one that this version may write to; the message says what to do. Nothing is read or written until it is.</summary>
public sealed class JournalSchemaException : Exception
{
    internal JournalSchemaException(string message) : base(message) { }
}

namespace Tale.Actors.Journal.Postgres;

/// <summary>Databases that have the logs together, as one configuration names them.</summary>
/// <param name="databases">Connection strings, in their order.</param>
internal sealed class PostgresGroup(IReadOnlyList<string> databases)
{
    private readonly Lock _lock = new();
    private Guid? _id;

    public IReadOnlyList<string> Databases => databases;

    /// <summary>Whether a database that says this of itself belongs to those that have been seen before it.</summary>
    public bool Has(Guid id)
    {
        lock (_lock)
        {
            return (_id ??= id) == id;
        }
    }
}

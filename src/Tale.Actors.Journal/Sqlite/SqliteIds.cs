using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>The integer of every persistence id, given at its first event; the recent ones are remembered.</summary>
internal sealed class SqliteIds(SqliteSession session)
{
    private const int MaxRemembered = 50_000;

    private readonly SqliteStatement _insert = session.Prepare(
        "INSERT OR IGNORE INTO tale_persistence_id (persistence_id) VALUES (?1) RETURNING id");
    private readonly SqliteStatement _select = session.Prepare("SELECT id FROM tale_persistence_id WHERE persistence_id = ?1");
    private readonly Dictionary<string, long> _known = [];

    /// <summary>The integer of the log that is written to; null when it has none, and may not begin with this write.</summary>
    public long? Of(EventWrite write)
    {
        var persistenceId = write.PersistenceId;
        if (_known.TryGetValue(persistenceId, out var known))
            return known;
        // The first try is what is probably right.
        var found = write.MayBegin ? Insert(persistenceId) ?? Select(persistenceId)
            : Select(persistenceId) ?? (write.Events.Count == 0 ? Insert(persistenceId) : null);
        if (found is not { } id)
            return null;
        if (_known.Count >= MaxRemembered)
            _known.Clear();
        _known[persistenceId] = id;
        return id;
    }

    public void Forget() => _known.Clear();

    public void Forget(string persistenceId) => _known.Remove(persistenceId);

    private long? Insert(string persistenceId) => _insert.Bind(1, persistenceId).Scalar();

    private long? Select(string persistenceId) => _select.Bind(1, persistenceId).Scalar();
}

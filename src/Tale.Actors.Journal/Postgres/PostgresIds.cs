using Npgsql;
using NpgsqlTypes;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// The integer of every persistence id. A log that begins at its first event gets one from this node's block without asking the database;
/// if the id turns out to exist, the unique key refuses that write and the retry looks it up.
/// </summary>
internal sealed class PostgresIds(NpgsqlConnection connection)
{
    private const int BlockSize = 1_000;
    private const int MaxRemembered = 50_000;

    private readonly Dictionary<string, long> _known = [];
    private long _next;
    private long _end;

    /// <summary>Ids that were given an integer since the last <see cref="Begin"/> and have no row yet.</summary>
    public Dictionary<string, long> Given { get; } = [];

    public void Begin()
    {
        Given.Clear();
        if (_known.Count >= MaxRemembered)
            _known.Clear();
    }

    /// <summary>The given ids have rows now.</summary>
    public void Commit()
    {
        foreach (var (persistenceId, id) in Given)
            _known[persistenceId] = id;
    }

    /// <summary>Nothing that is remembered is certain any more.</summary>
    public void Forget()
    {
        Given.Clear();
        _known.Clear();
    }

    public void Forget(string persistenceId) => _known.Remove(persistenceId);

    /// <summary>Looks up, in one call, those that are neither remembered nor new.</summary>
    public void Load(IEnumerable<EventWrite> writes)
    {
        var unknown = writes.Select(write => write.PersistenceId).Where(id => !_known.ContainsKey(id)).Distinct().ToArray();
        if (unknown.Length == 0)
            return;
        using var command = new NpgsqlCommand(
            """
            SELECT u.persistence_id, p.id FROM unnest($1) AS u(persistence_id)
            CROSS JOIN LATERAL (SELECT id FROM tale_persistence_id t WHERE t.persistence_id = u.persistence_id LIMIT 1) AS p
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter { Value = unknown, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        using var reader = command.ExecuteReader();
        while (reader.Read())
            _known[reader.GetString(0)] = reader.GetInt64(1);
    }

    /// <summary>
    /// The integer of the log that is written to: the remembered one, or a new one; null when it has none, and may not begin with this write.
    /// </summary>
    public long? Of(EventWrite write)
    {
        if (_known.TryGetValue(write.PersistenceId, out var id) || Given.TryGetValue(write.PersistenceId, out id))
            return id;
        if (!write.MayBegin && write.Events.Count > 0)
            return null;
        if (_next == _end)
            NextBlock();
        return Given[write.PersistenceId] = _next++;
    }

    /// <summary>Integers of this node's block are in use: after a restore the sequence gives out again what it had given out since.</summary>
    public void LeaveBlock() => _next = _end;

    private void NextBlock()
    {
        using var command = new NpgsqlCommand("SELECT nextval('tale_log_block')", connection);
        _next = (long)command.ExecuteScalar()!;
        _end = _next + BlockSize;
    }
}

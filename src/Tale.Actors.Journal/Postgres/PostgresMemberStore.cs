using Npgsql;
using Tale.Actors.Journal.Leases;

namespace Tale.Actors.Journal.Postgres;

/// <summary>The rows of a cluster's nodes in a PostgreSQL database, on a connection of its own. Every time is the server's.</summary>
internal sealed class PostgresMemberStore(NpgsqlConnection connection) : IMemberStore
{
    /// <inheritdoc />
    public bool Join(string node, string address, string knows, TimeSpan duration)
    {
        // What was left by those who were lost long ago goes too. Not the rows of the others: the database may have been away for as long.
        Execute("DELETE FROM tale_member WHERE struck_out AND until < clock_timestamp() - interval '1 hour'");
        var isJoined = Execute(
            """
            INSERT INTO tale_member AS member (node, address, until, knows) VALUES ($1, $2, clock_timestamp() + $3, $4)
            ON CONFLICT (node) DO UPDATE SET address = excluded.address, until = excluded.until WHERE NOT member.struck_out
            """,
            node, address, duration, knows) == 1;
        Execute("DELETE FROM tale_member WHERE node = $1", Announcement(node));
        // It may have been struck out here without ever having had a row.
        return isJoined
            && Execute(
                "UPDATE tale_member SET struck_out = true WHERE node = $1 AND EXISTS (SELECT FROM tale_member WHERE address = $2 AND struck_out)",
                node, address) == 0;
    }

    /// <inheritdoc />
    public void ForgetPredecessors(string node, string address) =>
        Execute(
            "DELETE FROM tale_member WHERE node <> $1 AND node <> $3 AND address <> $2 AND split_part(address, '#', 1) = split_part($2, '#', 1)",
            node, address, Announcement(node));

    /// <inheritdoc />
    public bool Stay(string node, TimeSpan duration) =>
        Execute("UPDATE tale_member SET until = clock_timestamp() + $2 WHERE node = $1 AND NOT struck_out", node, duration) == 1;

    /// <inheritdoc />
    public void Leave(string node) =>
        // What says that it is struck out stays: it might join again.
        Execute("DELETE FROM tale_member WHERE (node = $1 OR node = $2) AND NOT struck_out", node, Announcement(node));

    /// <inheritdoc />
    public TimeSpan? StrikeOut(string address, string by)
    {
        // First: whoever joins at this moment sees this row, or its own is struck out. What it has announced goes when it joins.
        Execute(
            """
            INSERT INTO tale_member (node, address, until, struck_out)
            SELECT 'struck out ' || $1, $1, clock_timestamp(), true FROM tale_member WHERE node = $2 AND until > clock_timestamp() AND NOT struck_out
                AND NOT EXISTS (SELECT FROM tale_member WHERE address = $1 AND NOT starts_with(node, $3))
            ON CONFLICT (node) DO NOTHING
            """,
            address, by, Announcement(""));
        using var command = connection.Command(
            """
            WITH striker AS (SELECT 1 FROM tale_member WHERE node = $2 AND until > clock_timestamp() AND NOT struck_out),
            struck AS (
                UPDATE tale_member SET struck_out = true WHERE address = $1 AND EXISTS (SELECT 1 FROM striker)
                RETURNING until - clock_timestamp() AS left_over)
            SELECT coalesce((SELECT max(left_over) FROM struck), '0'::interval) FROM striker
            """,
            address, by);
        return command.ExecuteScalar() is TimeSpan left ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : null;
    }

    /// <inheritdoc />
    public IReadOnlyList<(string Address, string? Knows)> Others(string node, IReadOnlyCollection<string> read)
    {
        using var command = connection.Command(
            """
            SELECT address, CASE WHEN address = ANY($2) THEN NULL ELSE knows END
            FROM tale_member WHERE node <> $1 AND until > clock_timestamp() AND NOT struck_out
            """,
            node, read.ToArray());
        using var reader = command.ExecuteReader();
        var others = new List<(string Address, string? Knows)>();
        while (reader.Read())
            others.Add((reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1)));
        return others;
    }

    /// <inheritdoc />
    public IReadOnlyList<string> Lapsed(string node) => Addresses(
        "SELECT address FROM tale_member WHERE node <> $1 AND until <= clock_timestamp() AND NOT struck_out", node);

    /// <inheritdoc />
    public void StrikeOutLapsed(IReadOnlyCollection<string> addresses) => Execute(
        "UPDATE tale_member SET struck_out = true WHERE address = ANY($1) AND until <= clock_timestamp()", (object)addresses.ToArray());

    /// <inheritdoc />
    public bool IsAnyFalling(string node)
    {
        using var command = connection.Command(
            "SELECT EXISTS (SELECT FROM tale_member WHERE node <> $1 AND struck_out AND until > clock_timestamp())", node);
        return (bool)command.ExecuteScalar()!;
    }

    /// <inheritdoc />
    public void Announce(string node, string address) => Execute(
        "INSERT INTO tale_member (node, address, until) VALUES ($1, $2, clock_timestamp()) ON CONFLICT (node) DO UPDATE SET struck_out = false",
        Announcement(node), address);

    /// <inheritdoc />
    public IReadOnlyList<string> Announced(string node) => Addresses(
        "SELECT address FROM tale_member WHERE starts_with(node, $1) AND node <> $2 AND NOT struck_out", Announcement(""), Announcement(node));

    /// <inheritdoc />
    public bool TryTakeTurn()
    {
        // A machine that is gone says nothing: the server asks after some seconds, and the lock is free. It is the session's, and each schema may have
        // a cluster of its own.
        Execute("SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3");
        using var command = connection.Command("SELECT pg_try_advisory_lock(hashtextextended('tale: begin a cluster in ' || current_schema(), 0))");
        return (bool)command.ExecuteScalar()!;
    }

    public void Dispose() => connection.Dispose();

    /// <summary>Before the name of a node: a row that is no lease.</summary>
    private static string Announcement(string node) => $"announced {node}";

    private List<string> Addresses(string sql, params ReadOnlySpan<object> values)
    {
        using var command = connection.Command(sql, values);
        using var reader = command.ExecuteReader();
        var addresses = new List<string>();
        while (reader.Read())
            addresses.Add(reader.GetString(0));
        return addresses;
    }

    private int Execute(string sql, params ReadOnlySpan<object> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }
}

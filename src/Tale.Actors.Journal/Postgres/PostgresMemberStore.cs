using Npgsql;
using Tale.Actors.Journal.Leases;

namespace Tale.Actors.Journal.Postgres;

/// <summary>The rows of a cluster's nodes in a PostgreSQL database, on a connection of its own. Every time is the server's.</summary>
internal sealed class PostgresMemberStore(NpgsqlConnection connection) : IMemberStore
{
    /// <inheritdoc />
    public void Join(string node, string address, TimeSpan duration)
    {
        // What was left by those who died long ago goes too.
        Execute("DELETE FROM tale_member WHERE until < clock_timestamp() - interval '1 hour'");
        Execute(
            """
            INSERT INTO tale_member (node, address, until) VALUES ($1, $2, clock_timestamp() + $3)
            ON CONFLICT (node) DO UPDATE SET address = excluded.address, until = excluded.until
            """,
            node, address, duration);
    }

    /// <inheritdoc />
    public bool Stay(string node, TimeSpan duration) =>
        Execute("UPDATE tale_member SET until = clock_timestamp() + $2 WHERE node = $1", node, duration) == 1;

    /// <inheritdoc />
    public void Leave(string node) => Execute("DELETE FROM tale_member WHERE node = $1", node);

    /// <inheritdoc />
    public void StrikeOut(string address, string by) => Execute(
        """
        DELETE FROM tale_member WHERE address = $1
        AND EXISTS (SELECT 1 FROM tale_member striker WHERE striker.node = $2 AND striker.until > clock_timestamp())
        """,
        address, by);

    /// <inheritdoc />
    public IReadOnlyList<string> Others(string node)
    {
        using var command = connection.Command("SELECT address FROM tale_member WHERE node <> $1 AND until > clock_timestamp()", node);
        using var reader = command.ExecuteReader();
        var others = new List<string>();
        while (reader.Read())
            others.Add(reader.GetString(0));
        return others;
    }

    public void Dispose() => connection.Dispose();

    private int Execute(string sql, params ReadOnlySpan<object> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }
}

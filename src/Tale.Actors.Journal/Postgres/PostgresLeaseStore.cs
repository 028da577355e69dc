using Npgsql;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>The row of ownership in a PostgreSQL database, on a connection of its own. Every time is read from the server's clock.</summary>
internal sealed class PostgresLeaseStore(NpgsqlConnection connection) : ILeaseStore
{
    /// <inheritdoc />
    public LeaseRow? Read()
    {
        using var command = connection.Command("SELECT owner, name, taken_at, renewals, until - clock_timestamp(), duration FROM tale_lease WHERE id = 1");
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? new LeaseRow(
                reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetInt64(3),
                reader.GetFieldValue<TimeSpan>(4), reader.GetFieldValue<TimeSpan>(5))
            : null;
    }

    /// <summary>
    /// A cluster that was the owner before may be it again before one of its nodes has noticed: that node is not one of them any more. Where the owner
    /// before gave the row back, only those are meant who have been silent for longer than their leases last: others may just be joining.
    /// </summary>
    public bool Take(LeaseRow? from, string owner, string name, TimeSpan duration)
    {
        using var command = from is null
            ? connection.Command(
                """
                WITH taken AS (
                    INSERT INTO tale_lease (id, owner, name, taken_at, until, duration, renewals)
                    VALUES (1, $1, $2, clock_timestamp(), clock_timestamp() + $3, $3, 0) ON CONFLICT (id) DO NOTHING RETURNING 1),
                forgotten AS (
                    DELETE FROM tale_member WHERE EXISTS (SELECT FROM taken) AND until <= clock_timestamp() AND NOT struck_out AND NOT starts_with(node, $4))
                SELECT count(*) FROM taken
                """,
                owner, name, duration, PostgresMemberStore.Announcement(""))
            : connection.Command(
                """
                WITH taken AS (
                    UPDATE tale_lease
                    SET owner = $1, name = $2, taken_at = clock_timestamp(), until = clock_timestamp() + $3, duration = $3, renewals = 0
                    WHERE id = 1 AND owner = $4 AND renewals = $5 RETURNING 1),
                forgotten AS (
                    DELETE FROM tale_member WHERE EXISTS (SELECT FROM taken) AND $1 <> $4 AND NOT struck_out AND NOT starts_with(node, $6))
                SELECT count(*) FROM taken
                """,
                owner, name, duration, from.Owner, from.Renewals, PostgresMemberStore.Announcement(""));
        return (long)command.ExecuteScalar()! == 1;
    }

    /// <inheritdoc />
    public bool Renew(string owner, TimeSpan duration)
    {
        using var command = connection.Command(
            """
            UPDATE tale_lease SET until = clock_timestamp() + $2, duration = $2, renewals = renewals + 1 WHERE id = 1 AND owner = $1
            """,
            owner, duration);
        return command.ExecuteNonQuery() == 1;
    }

    /// <inheritdoc />
    public void Release(string owner)
    {
        using var command = connection.Command("DELETE FROM tale_lease WHERE id = 1 AND owner = $1", owner);
        command.ExecuteNonQuery();
    }

    public void Dispose() => connection.Dispose();
}

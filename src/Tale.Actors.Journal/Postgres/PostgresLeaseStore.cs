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

    /// <inheritdoc />
    public bool Take(LeaseRow? from, string owner, string name, TimeSpan duration)
    {
        using var command = from is null
            ? connection.Command(
                """
                INSERT INTO tale_lease (id, owner, name, taken_at, until, duration, renewals)
                VALUES (1, $1, $2, clock_timestamp(), clock_timestamp() + $3, $3, 0) ON CONFLICT (id) DO NOTHING
                """,
                owner, name, duration)
            : connection.Command(
                """
                UPDATE tale_lease
                SET owner = $1, name = $2, taken_at = clock_timestamp(), until = clock_timestamp() + $3, duration = $3, renewals = 0
                WHERE id = 1 AND owner = $4 AND renewals = $5
                """,
                owner, name, duration, from.Owner, from.Renewals);
        return command.ExecuteNonQuery() == 1;
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

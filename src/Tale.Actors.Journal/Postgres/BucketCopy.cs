using Npgsql;
using NpgsqlTypes;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// Copies the logs of a bucket, with their rows in the index, from one database to another, in one transaction there. Every byte stays what it was, but
/// for the integers of the logs, which the other database gives.
/// </summary>
internal sealed class BucketCopy(NpgsqlConnection from, NpgsqlConnection to)
{
    private const int BlockSize = 1_000;

    private static readonly string[] _tables = ["tale_persistence_id", "tale_event", "tale_transaction"];

    /// <param name="bucket">The bucket.</param>
    /// <param name="ids">The integers of its logs.</param>
    /// <exception cref="InvalidOperationException">Not all of it has come over.</exception>
    public void Run(int bucket, IReadOnlyList<long> ids)
    {
        using var transaction = to.BeginTransaction();
        var given = NewIds(ids.Count);
        Name(ids, given);
        foreach (var table in _tables)
        {
            Copy(table);
            var (left, arrived) = (Count(from, table, ids), Count(to, table, given));
            if (left != arrived)
                throw new InvalidOperationException($"Of {left} rows of {table} {arrived} have come over to {to.Database}. Nothing was deleted.");
        }
        using (var mark = to.Command("INSERT INTO tale_arrived_bucket (bucket) VALUES ($1)", bucket))
            mark.ExecuteNonQuery();
        transaction.Commit();
    }

    private static long Count(NpgsqlConnection connection, string table, IReadOnlyList<long> ids)
    {
        using var command = connection.Command($"SELECT count(*) FROM {table} WHERE id = ANY ($1)", ids.ToArray());
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>The integers that the other database gives, beside those that they have here.</summary>
    private void Name(IReadOnlyList<long> ids, IReadOnlyList<long> given)
    {
        using (var table = from.Command("CREATE TEMP TABLE IF NOT EXISTS tale_moving (id bigint PRIMARY KEY, new_id bigint NOT NULL)"))
            table.ExecuteNonQuery();
        using (var clear = from.Command("TRUNCATE tale_moving"))
            clear.ExecuteNonQuery();
        using var insert = new NpgsqlCommand("INSERT INTO tale_moving (id, new_id) SELECT * FROM unnest($1, $2)", from);
        insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = ids.ToArray() });
        insert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = given.ToArray() });
        insert.ExecuteNonQuery();
    }

    private long[] NewIds(int count)
    {
        var ids = new long[count];
        for (var i = 0; i < count; i++)
            ids[i] = i % BlockSize == 0 ? NextBlock() : ids[i - 1] + 1;
        return ids;
    }

    private long NextBlock()
    {
        using var next = to.Command("SELECT nextval('tale_log_block')");
        return (long)next.ExecuteScalar()!;
    }

    private void Copy(string table)
    {
        var columns = Columns(table);
        // LATERAL keeps every look-up on its key, whatever the planner believes: a scan of the table for each bucket would never end.
        using var source = from.BeginRawBinaryCopy(
            $"COPY (SELECT m.new_id, {string.Join(", ", columns.Select(column => $"t.{column}"))} FROM tale_moving m "
            + $"CROSS JOIN LATERAL (SELECT * FROM {table} e WHERE e.id = m.id OFFSET 0) AS t) TO STDOUT (FORMAT BINARY)");
        using var target = to.BeginRawBinaryCopy($"COPY {table} (id, {string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)");
        try
        {
            source.CopyTo(target);
        }
        catch
        {
            target.Cancel();   // what was sent is half of something
            throw;
        }
    }

    /// <summary>Whatever this version's tables have, but for the integer of the log.</summary>
    private List<string> Columns(string table)
    {
        using var command = from.Command(
            "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped AND attname <> 'id' ORDER BY attnum", table);
        using var reader = command.ExecuteReader();
        var columns = new List<string>();
        while (reader.Read())
            columns.Add(reader.GetString(0));
        return columns;
    }
}

using System.Globalization;
using System.Text;
using Npgsql;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Postgres;

/// <summary>A <see cref="TransactionQuery"/> as SQL.</summary>
internal static class PostgresIndexQuery
{
    private const string Columns = "transaction_id, definition, version, status, started_at, updated_at, ended_at, due_at, failure";

    public static NpgsqlCommand Build(TransactionQuery query)
    {
        var command = new NpgsqlCommand();
        var sql = new StringBuilder($"SELECT {Columns} FROM ");
        var (id, prefix, after) = ("transaction_id", query.IdPrefix, query.After);
        void And(string condition, object? value)
        {
            if (value is null)
                return;
            command.Parameters.AddWithValue(value);
            sql.Append(" AND ").AppendFormat(CultureInfo.InvariantCulture, condition, $"${command.Parameters.Count}");
        }
        // A literal, so that the planner sees that the small partial index holds every row that is asked for.
        if (query.Status is { } status && status != TransactionStatus.Completed)
        {
            sql.Append(CultureInfo.InvariantCulture, $"tale_transaction WHERE status = {(int)status}");
        }
        else
        {
            // In the order of their logs' names, which have an index: another one of the same ids would cost every transaction a page.
            (id, prefix, after) = ("p.persistence_id", TransactionIds.PersistenceIdOf(prefix ?? ""), after is null ? null : TransactionIds.PersistenceIdOf(after));
            sql.Append("tale_persistence_id p JOIN tale_transaction t ON t.id = p.id WHERE p.persistence_id < 'tale.'");
            sql.Append(query.Status is null ? "" : " AND status = 4");
        }
        And("definition = {0}", query.Definition);
        And("starts_with(transaction_id, {0})", query.IdPrefix);
        And(id + " >= {0}", prefix);
        And("strpos(lower(failure), lower({0} COLLATE \"C\")) > 0", query.FailureText);
        And("started_at >= {0}", query.StartedFrom?.UtcDateTime);
        And("started_at < {0}", query.StartedBefore?.UtcDateTime);
        And(id + " > {0}", after);
        sql.Append(CultureInfo.InvariantCulture, $" ORDER BY {id} LIMIT {query.Limit + 1}");
        command.CommandText = sql.ToString();
        return command;
    }

    public static TransactionSummary Row(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetInt32(2), (TransactionStatus)reader.GetInt32(3),
        reader.GetFieldValue<DateTimeOffset>(4), reader.GetFieldValue<DateTimeOffset>(5), Time(reader, 6), Time(reader, 7),
        reader.IsDBNull(8) ? null : reader.GetString(8));

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}

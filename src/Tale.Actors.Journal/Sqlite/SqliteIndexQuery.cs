using System.Text;
using Microsoft.Data.Sqlite;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>A <see cref="TransactionQuery"/> as SQL.</summary>
internal static class SqliteIndexQuery
{
    private const string Columns = "transaction_id, definition, version, status, started_at, updated_at, ended_at, due_at, failure";

    public static SqliteCommand Build(SqliteConnection connection, TransactionQuery query)
    {
        var command = connection.CreateCommand();
        var sql = new StringBuilder($"SELECT {Columns} FROM ");
        var (id, prefix, after) = ("transaction_id", query.IdPrefix, query.After);
        // The second condition says what SQLite cannot see: that the small partial index holds every row that is asked for.
        if (query.Status is { } status && status != TransactionStatus.Completed)
        {
            sql.Append($"tale_transaction INDEXED BY tale_transaction_not_completed WHERE status = {(int)status} AND status <> 4");
        }
        else
        {
            // In the order of their logs' names, which have an index: another one of the same ids would cost every transaction a page.
            (id, prefix, after) = ("p.persistence_id", TransactionIds.PersistenceIdOf(prefix ?? ""), after is null ? null : TransactionIds.PersistenceIdOf(after));
            sql.Append("tale_persistence_id p CROSS JOIN tale_transaction t ON t.id = p.id WHERE p.persistence_id < 'tale.'");
            sql.Append(query.Status is null ? "" : " AND status = 4");
        }
        void And(string condition, string name, object? value)
        {
            if (value is null)
                return;
            sql.Append(" AND ").Append(condition);
            command.Parameters.AddWithValue(name, value);
        }
        And("definition = $definition", "$definition", query.Definition);
        And($"{id} >= $prefix", "$prefix", prefix);
        And("substr(transaction_id, 1, length($start)) = $start", "$start", query.IdPrefix);
        And("instr(lower(failure), lower($failure)) > 0", "$failure", query.FailureText);
        And("started_at >= $from", "$from", SqliteTime.From(query.StartedFrom));
        And("started_at < $before", "$before", SqliteTime.From(query.StartedBefore));
        And($"{id} > $after", "$after", after);
        sql.Append(" ORDER BY ").Append(id).Append(" LIMIT ").Append(query.Limit + 1);
        command.CommandText = sql.ToString();
        return command;
    }

    public static TransactionSummary Row(SqliteDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetInt32(2), (TransactionStatus)reader.GetInt32(3),
        SqliteTime.To(reader.GetInt64(4)), SqliteTime.To(reader.GetInt64(5)), Time(reader, 6), Time(reader, 7),
        reader.IsDBNull(8) ? null : reader.GetString(8));

    private static DateTimeOffset? Time(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : SqliteTime.To(reader.GetInt64(column));
}

using System.Data.Common;
using System.Globalization;
using System.Text;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Storage;

/// <summary>
/// The SQL of the index, as all databases understand it. Where they differ, each has its own words, which are abstract here. Nearly every
/// row is completed: those are in no index of their own, and no query looks at all of them by anything but their ids.
/// </summary>
internal abstract class IndexSql
{
    // Literals, so that the planner sees which partial index holds every row that is asked for.
    private static readonly string _running = Literal(TransactionStatus.Running);
    private static readonly string _completed = Literal(TransactionStatus.Completed);

    // The first text after all that start with the prefix of transactions.
    private static readonly string _afterTransactions = TransactionIds.Prefix[..^1] + (char)(TransactionIds.Prefix[^1] + 1);

    /// <summary>What the partial index of rows that are not completed holds.</summary>
    public static string IsNotCompleted { get; } = $"status <> {_completed}";

    /// <summary>The name of a parameter in a statement, from 1.</summary>
    protected abstract string Parameter(int number);

    /// <summary>The name of a parameter in a command; null where they are told apart by their order.</summary>
    protected abstract string? NameOf(int number);

    /// <summary>The rows, by way of an index.</summary>
    protected abstract string Rows(string index);

    /// <summary>Rows of one status, which is not completed.</summary>
    protected abstract string HasStatus(string literal);

    /// <summary>Joins to the ids on the left, and keeps their order.</summary>
    protected abstract string Join { get; }

    protected abstract string StartsWith(string column, string parameter);

    /// <summary>Whatever the case of ASCII letters.</summary>
    protected abstract string Contains(string column, string parameter);

    /// <summary>A time as it is stored.</summary>
    protected abstract object Stored(DateTimeOffset time);

    /// <summary>A time that is stored.</summary>
    protected abstract DateTimeOffset Time(DbDataReader reader, int column);

    /// <summary>
    /// The row of a transaction, by the persistence id of its log (1), that was opened before a time (2) and never went on.
    /// </summary>
    public string DeleteUnstarted => $"""
        DELETE FROM tale_transaction WHERE id = (SELECT id FROM tale_persistence_id WHERE persistence_id = {Parameter(1)})
            AND status = {_running} AND started_at < {Parameter(2)}
        """;

    /// <summary>One page, and one row more if there is a next one.</summary>
    public void Query(DbCommand command, TransactionQuery query)
    {
        var sql = new StringBuilder(
            "SELECT transaction_id, definition, version, status, started_at, updated_at, ended_at, due_at, failure FROM ");
        var (id, prefix, after) = ("transaction_id", query.IdPrefix, query.After);
        if (query.Status is { } status && status != TransactionStatus.Completed)
        {
            sql.Append(Rows("tale_transaction_not_completed")).Append(" WHERE ").Append(HasStatus(Literal(status)));
        }
        else
        {
            // In the order of their logs' names, which have an index: another one of the same ids would cost every transaction a page.
            (id, prefix) = ("p.persistence_id", TransactionIds.PersistenceIdOf(prefix ?? ""));
            after = after is null ? null : TransactionIds.PersistenceIdOf(after);
            sql.Append("tale_persistence_id p ").Append(Join).Append(" tale_transaction t ON t.id = p.id WHERE p.persistence_id < ")
                .Append('\'').Append(_afterTransactions).Append('\'');
            sql.Append(query.Status is null ? "" : $" AND status = {_completed}");
        }
        void And(object? value, Func<string, string> condition)
        {
            if (value is not null)
                sql.Append(" AND ").Append(condition(Add(command, value)));
        }
        And(query.Definition, value => $"definition = {value}");
        And(query.IdPrefix, value => StartsWith("transaction_id", value));
        And(prefix, value => $"{id} >= {value}");
        And(query.FailureText, value => Contains("failure", value));
        And(StoredOrNull(query.StartedFrom), value => $"started_at >= {value}");
        And(StoredOrNull(query.StartedBefore), value => $"started_at < {value}");
        And(after, value => $"{id} > {value}");
        sql.Append(CultureInfo.InvariantCulture, $" ORDER BY {id} LIMIT {query.Limit + 1}");
        command.CommandText = sql.ToString();
    }

    /// <summary>
    /// Statuses and how many rows have each, completed ones also when there are none: they are what is left of the total.
    /// </summary>
    public void Count(DbCommand command) => command.CommandText = $"""
        WITH others AS MATERIALIZED (
            SELECT status, count(*) AS number FROM {Rows("tale_transaction_not_completed")} WHERE {IsNotCompleted} GROUP BY status)
        SELECT status, number FROM others
        UNION ALL SELECT {_completed},
            (SELECT count(*) FROM tale_transaction) - (SELECT cast(coalesce(sum(number), 0) AS bigint) FROM others)
        """;

    /// <summary>The ids of those that are due.</summary>
    public void Due(DbCommand command, DateTimeOffset now, string? afterId, int limit) => command.CommandText = $"""
        SELECT transaction_id FROM {Rows("tale_transaction_due")}
        WHERE due_at <= {Add(command, Stored(now))} AND transaction_id > {Add(command, afterId ?? "")}
        ORDER BY transaction_id LIMIT {Add(command, limit)}
        """;

    /// <summary>A row of <see cref="Query"/>.</summary>
    public TransactionSummary Row(DbDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetInt32(2), (TransactionStatus)reader.GetInt32(3),
        Time(reader, 4), Time(reader, 5), TimeOrNull(reader, 6), TimeOrNull(reader, 7), reader.IsDBNull(8) ? null : reader.GetString(8));

    private string Add(DbCommand command, object value)
    {
        var parameter = command.CreateParameter();
        var number = command.Parameters.Add(parameter) + 1;
        if (NameOf(number) is { } name)
            parameter.ParameterName = name;
        parameter.Value = value;
        return Parameter(number);
    }

    private object? StoredOrNull(DateTimeOffset? time) => time is { } present ? Stored(present) : null;

    private DateTimeOffset? TimeOrNull(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : Time(reader, column);

    private static string Literal(TransactionStatus status) => ((int)status).ToString(CultureInfo.InvariantCulture);
}

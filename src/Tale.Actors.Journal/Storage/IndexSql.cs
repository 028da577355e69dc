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
    private static readonly string _suspended = Literal(TransactionStatus.Suspended);
    private static readonly string _completed = Literal(TransactionStatus.Completed);

    // Greater than every character of an id: a prefix and this come after all ids that begin with the prefix.
    private const string AfterIds = "~";

    /// <summary>What the partial index of rows that are not completed holds.</summary>
    public static string IsNotCompleted { get; } = $"status <> {_completed}";

    private const string Columns =
        "transaction_id, definition, version, status, started_at, updated_at, ended_at, due_at, failure";

    private static readonly Road InNoOrder = new("tale_transaction", "transaction_id", "");

    private Road ByStatus => field ??= new(Rows("tale_transaction_not_completed"), "transaction_id", "");

    // In the order of their logs' names, which have an index: another one of the same ids would cost every transaction a page.
    private Road ByName => field ??= new(
        $"tale_persistence_id p {Join} tale_transaction t ON t.id = p.id", "p.persistence_id", TransactionIds.Prefix);

    /// <summary>The name of a parameter in a statement, from 1.</summary>
    protected abstract string Parameter(int number);

    /// <summary>The name of a parameter in a command; null where they are told apart by their order.</summary>
    protected abstract string? NameOf(int number);

    /// <summary>The rows, by way of an index.</summary>
    protected abstract string Rows(string index);

    /// <summary>A condition that holds for no completed row, in words that let the planner use the index of all others.</summary>
    protected abstract string NotCompleted(string condition);

    /// <summary>Joins to the ids on the left, and keeps their order.</summary>
    protected abstract string Join { get; }

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

    /// <summary>
    /// The row of an open transaction, by the persistence id of its log (1): suspended since a time (2) for a reason (3).
    /// </summary>
    public string MarkSuspended => $"""
        UPDATE tale_transaction SET status = {_suspended}, updated_at = {Parameter(2)}, failure = {Parameter(3)}
        WHERE id = (SELECT id FROM tale_persistence_id WHERE persistence_id = {Parameter(1)})
            AND ended_at IS NULL AND status <> {_suspended}
        """;

    /// <summary>One page, and one row more if there is a next one.</summary>
    public void Query(DbCommand command, TransactionQuery query)
    {
        var road = query.FailureText is not null ? ByFailure(query) : AsksForCompleted(query) ? ByName : ByStatus;
        var order = string.Create(CultureInfo.InvariantCulture, $" ORDER BY {road.Id} LIMIT {query.Limit + 1}");
        var conditions = Conditions(command, query, road);
        if (query.After is { } after)
            conditions += $" AND {road.Id} > {Add(command, road.Before + after)}";
        string Page(string status) => $"SELECT {Columns} FROM {road.Rows} WHERE {status}{conditions}{order}";
        if (road != ByStatus)
        {
            command.CommandText = Page(HasStatus(query));
            return;
        }
        // The index has each status in the order of ids, and several together in none.
        var pages = query.Statuses.Distinct().Select(status => Page(NotCompleted($"status = {Literal(status)}"))).ToList();
        command.CommandText = pages.Count == 1
            ? pages[0]
            : string.Join(" UNION ALL ", pages.Select((page, number) => $"SELECT * FROM ({page}) AS page{number}")) + order;
    }

    /// <summary>Definitions, versions, statuses and how many rows have all three.</summary>
    public void Count(DbCommand command, TransactionQuery query)
    {
        var road = query.FailureText is not null ? ByFailure(query)
            : !AsksForCompleted(query) ? ByStatus
            : query.IdPrefix is null ? InNoOrder : ByName;
        var status = road == ByStatus ? NotCompleted(HasStatus(query)) : HasStatus(query);
        command.CommandText = $"""
            SELECT definition, version, status, count(*) FROM {road.Rows} WHERE {status}{Conditions(command, query, road)}
            GROUP BY definition, version, status ORDER BY definition, version, status
            """;
    }

    /// <summary>Those that are due, in the order of their index: a page is a piece of it, from where the page before ended.</summary>
    public void Due(DbCommand command, DateTimeOffset now, DueTransaction? after, int limit)
    {
        var isDue = $"due_at <= {Add(command, Stored(now))}";
        if (after is not null)
            isDue += $" AND (due_at, transaction_id) > ({Add(command, Stored(after.DueAt))}, {Add(command, after.TransactionId)})";
        command.CommandText = $"""
            SELECT transaction_id, due_at FROM {Rows("tale_transaction_due")} WHERE {isDue}
            ORDER BY due_at, transaction_id LIMIT {Add(command, limit)}
            """;
    }

    /// <summary>A row of <see cref="Due"/>.</summary>
    public DueTransaction DueRow(DbDataReader reader) => new(reader.GetString(0), Time(reader, 1));

    /// <summary>A row of <see cref="Query"/>.</summary>
    public TransactionSummary Row(DbDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetInt32(2), (TransactionStatus)reader.GetInt32(3),
        Time(reader, 4), Time(reader, 5), TimeOrNull(reader, 6), TimeOrNull(reader, 7), reader.IsDBNull(8) ? null : reader.GetString(8));

    // A text is looked for in rows that are read one by one, so their number is bounded: the newest of each status, which an index has.
    private Road ByFailure(TransactionQuery query)
    {
        string Newest(TransactionStatus status) => string.Create(CultureInfo.InvariantCulture, $"""
            SELECT * FROM (
                SELECT {Columns} FROM {Rows("tale_transaction_failure")} WHERE status = {Literal(status)} AND failure IS NOT NULL
                ORDER BY id DESC LIMIT {TransactionQuery.MaxSearchedFailures}) AS status{Literal(status)}
            """);
        var statuses = query.Statuses.Count == 0 ? Enum.GetValues<TransactionStatus>() : query.Statuses.Distinct();
        return new Road($"({string.Join(" UNION ALL ", statuses.Select(Newest))}) AS newest", "transaction_id", "");
    }

    private static bool AsksForCompleted(TransactionQuery query) =>
        query.Statuses.Count == 0 || query.Statuses.Contains(TransactionStatus.Completed);

    private static string HasStatus(TransactionQuery query) =>
        query.Statuses.Count == 0 ? "1 = 1" : $"status IN ({string.Join(", ", query.Statuses.Select(Literal))})";

    private string Conditions(DbCommand command, TransactionQuery query, Road road)
    {
        var sql = new StringBuilder();
        void And(object? value, Func<string, string> condition)
        {
            if (value is not null)
                sql.Append(" AND ").Append(condition(Add(command, value)));
        }
        And(query.Definition, value => $"definition = {value}");
        And(query.Version, value => $"version = {value}");
        And(query.FailureText, value => Contains("failure", value));
        And(StoredOrNull(query.StartedFrom), value => $"started_at >= {value}");
        And(StoredOrNull(query.StartedBefore), value => $"started_at < {value}");
        if (road.Before + query.IdPrefix is { Length: > 0 } first)
        {
            And(first, value => $"{road.Id} >= {value}");
            And(first + AfterIds, value => $"{road.Id} < {value}");
        }
        return sql.ToString();
    }

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

    /// <summary>A way to the rows.</summary>
    /// <param name="Rows">Where they are read from.</param>
    /// <param name="Id">The expression for their ids.</param>
    /// <param name="Before">What stands before each id there.</param>
    private sealed record Road(string Rows, string Id, string Before);
}

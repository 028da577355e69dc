using System.Data.Common;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>The words in which SQLite differs. Its planner is told which index to take: without statistics it prefers others.</summary>
internal sealed class SqliteIndexSql : IndexSql
{
    public static readonly SqliteIndexSql Instance = new();

    private SqliteIndexSql() { }

    protected override string Join => "CROSS JOIN";

    protected override string Parameter(int number) => $"?{number}";

    protected override string NameOf(int number) => Parameter(number);

    protected override string Rows(string index) => $"tale_transaction INDEXED BY {index}";

    // The second condition says what SQLite cannot see: that the small partial index holds every row that is asked for.
    protected override string NotCompleted(string condition) => $"{condition} AND {IsNotCompleted}";

    protected override string Contains(string column, string parameter) => $"instr(lower({column}), lower({parameter})) > 0";

    protected override object Stored(DateTimeOffset time) => SqliteTime.From(time);

    protected override DateTimeOffset Time(DbDataReader reader, int column) => SqliteTime.To(reader.GetInt64(column));
}

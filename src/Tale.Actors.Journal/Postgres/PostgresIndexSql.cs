using System.Data.Common;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>The words in which PostgreSQL differs. Its planner has statistics, and finds the indexes by itself.</summary>
internal sealed class PostgresIndexSql : IndexSql
{
    public static readonly PostgresIndexSql Instance = new();

    private PostgresIndexSql() { }

    protected override string Join => "JOIN";

    protected override string Parameter(int number) => $"${number}";

    protected override string? NameOf(int number) => null;

    protected override string Rows(string index) => "tale_transaction";

    protected override string NotCompleted(string condition) => condition;

    protected override string Contains(string column, string parameter) => $"strpos(lower({column}), lower({parameter} COLLATE \"C\")) > 0";

    protected override object Stored(DateTimeOffset time) => time.UtcDateTime;

    protected override DateTimeOffset Time(DbDataReader reader, int column) => reader.GetFieldValue<DateTimeOffset>(column);
}

using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Sqlite;

/// <summary>100,000 transactions are due: what the watchdog reads costs what it reads.</summary>
public sealed class SqliteDuePagesTests : IDisposable
{
    private const int Rows = 100_000;
    private const int Page = 500;

    private readonly SqliteTestStore _store = new();
    private readonly SqliteConnection _connection;

    public SqliteDuePagesTests()
    {
        using (((ITestStore)_store).Open().OpenWriter()) { }
        _store.Execute($"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {Rows} + 20000)
            INSERT INTO tale_transaction SELECT i, printf('t-%07d', i * 7919 % 1000003), 'd', 1, iif(i <= {Rows}, 1, 4), 0, 0, NULL,
                iif(i > {Rows}, NULL, iif(i % 10 = 0, i, 0)), NULL FROM n
            """);
        _connection = new SqliteConnection($"Data Source={_store.Path};Pooling=False");
        _connection.Open();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _store.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("failure", "F63")]
    public void A_page_of_what_is_due_is_a_piece_of_its_index(bool isFirst)
    {
        using var command = _connection.CreateCommand();
        SqliteIndexSql.Instance.Due(command, DateTimeOffset.UtcNow, isFirst ? null : new DueTransaction("t-0500000", Due.AtOnce), Page);
        command.CommandText = $"EXPLAIN QUERY PLAN {command.CommandText}";
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());

        Assert.Contains("USING COVERING INDEX tale_transaction_due", reader.GetString(3), StringComparison.Ordinal);
        Assert.False(reader.Read());
    }

    [Fact]
    [Trait("failure", "F63")]
    public void Every_page_costs_the_same_and_all_are_read()
    {
        var (read, dearest, pages) = (new HashSet<string>(), 0, 0);
        for (DueTransaction? after = null; ; pages++)
        {
            var page = Read(after, out var steps);
            dearest = Math.Max(dearest, steps);
            read.UnionWith(page.Select(due => due.TransactionId));
            if (page.Count < Page)
                break;
            Assert.True(after is null || (page[0].DueAt, page[0].TransactionId).CompareTo((after.DueAt, after.TransactionId)) > 0);
            after = page[^1];
        }

        Assert.Equal((Rows, Rows / Page), (read.Count, pages));
        Assert.InRange(dearest, 1, 20 * Page);
    }

    private List<DueTransaction> Read(DueTransaction? after, out int steps)
    {
        using var command = _connection.CreateCommand();
        SqliteIndexSql.Instance.Due(command, DateTimeOffset.UtcNow, after, Page);
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(_connection.Handle, command.CommandText, out var statement));
        using (statement)
        {
            foreach (SqliteParameter parameter in command.Parameters)
            {
                var place = raw.sqlite3_bind_parameter_index(statement, parameter.ParameterName);
                Assert.Equal(raw.SQLITE_OK, parameter.Value is string text
                    ? raw.sqlite3_bind_text(statement, place, text)
                    : raw.sqlite3_bind_int64(statement, place, Convert.ToInt64(parameter.Value, System.Globalization.CultureInfo.InvariantCulture)));
            }
            var page = new List<DueTransaction>();
            while (raw.sqlite3_step(statement) == raw.SQLITE_ROW)
                page.Add(new(raw.sqlite3_column_text(statement, 0).utf8_to_string(), SqliteTime.To(raw.sqlite3_column_int64(statement, 1))));
            Assert.Equal(0, raw.sqlite3_stmt_status(statement, raw.SQLITE_STMTSTATUS_SORT, 0));
            Assert.Equal(0, raw.sqlite3_stmt_status(statement, raw.SQLITE_STMTSTATUS_FULLSCAN_STEP, 0));
            steps = raw.sqlite3_stmt_status(statement, raw.SQLITE_STMTSTATUS_VM_STEP, 0);
            return page;
        }
    }
}

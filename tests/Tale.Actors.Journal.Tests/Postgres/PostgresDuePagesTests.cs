using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Tale.Actors.Index;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Postgres;

/// <summary>100,000 transactions are due: what the watchdog reads costs what it reads.</summary>
public sealed partial class PostgresDuePagesTests
{
    private const int Rows = 100_000;
    private const int Page = 500;

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("failure", "F63")]
    public void No_page_sorts_all_that_is_due_and_every_page_costs_the_same(bool hasStatistics)
    {
        var store = new PostgresTestStore();
        using (((ITestStore)store).Open().OpenWriter()) { }
        store.Execute($"""
            ALTER TABLE tale_transaction SET (autovacuum_enabled = off);
            INSERT INTO tale_transaction SELECT i, 't-' || lpad((i::bigint * 7919 % 1000003)::text, 7, '0'), 'd', 1,
                CASE WHEN i <= {Rows} THEN 1 ELSE 4 END, now(), now(), NULL,
                CASE WHEN i > {Rows} THEN NULL WHEN i % 10 = 0 THEN now() - make_interval(secs => i) ELSE '1970-01-01Z'::timestamptz END, NULL
            FROM generate_series(1, {Rows} + 20000) i;
            {(hasStatistics ? "ANALYZE tale_transaction" : "")}
            """);
        using var connection = store.Connect();

        var (read, dearest, pages) = (new HashSet<string>(), 0L, 0);
        for (DueTransaction? after = null; ; pages++)
        {
            dearest = Math.Max(dearest, Cost(connection, after, isNearTheEnd: pages >= (Rows / Page) - 2));
            var page = Read(connection, after);
            read.UnionWith(page.Select(due => due.TransactionId));
            if (page.Count < Page)
                break;
            after = page[^1];
        }

        Assert.Equal((Rows, Rows / Page), (read.Count, pages));
        // Pages of memory: few of the index, and one of the table for each row that no VACUUM has seen.
        Assert.InRange(dearest, 1, 2 * Page);
    }

    private static List<DueTransaction> Read(NpgsqlConnection connection, DueTransaction? after)
    {
        using var command = Due(connection, after, "");
        using var reader = command.ExecuteReader();
        var page = new List<DueTransaction>();
        while (reader.Read())
            page.Add(PostgresIndexSql.Instance.DueRow(reader));
        return page;
    }

    private static long Cost(NpgsqlConnection connection, DueTransaction? after, bool isNearTheEnd)
    {
        using var command = Due(connection, after, "EXPLAIN (ANALYZE, BUFFERS) ");
        using var reader = command.ExecuteReader();
        var lines = new List<string>();
        while (reader.Read())
            lines.Add(reader.GetString(0));
        var plan = string.Join('\n', lines);
        Assert.Contains("tale_transaction_due", plan, StringComparison.Ordinal);
        // What is left may be so little that PostgreSQL fetches all of it, and sorts that.
        if (!isNearTheEnd)
            Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
        // The first line about it is the topmost node's, which counts those below.
        return Buffers().Matches(lines.First(line => line.Contains("Buffers:", StringComparison.Ordinal)))
            .Sum(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    private static NpgsqlCommand Due(NpgsqlConnection connection, DueTransaction? after, string prefix)
    {
        var command = connection.CreateCommand();
        PostgresIndexSql.Instance.Due(command, DateTimeOffset.UtcNow, after, Page);
        command.CommandText = prefix + command.CommandText;
        return command;
    }

    [GeneratedRegex(@"(?:hit|read)=(\d+)")]
    private static partial Regex Buffers();
}

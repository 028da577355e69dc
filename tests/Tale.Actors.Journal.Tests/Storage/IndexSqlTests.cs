using Tale.Actors.Journal.Storage;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Tests.Storage;

/// <summary>Statuses are numbers in the scripts too, which are never changed.</summary>
public sealed class IndexSqlTests
{
    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    public void The_schema_has_the_partial_index_that_the_queries_ask_for(string database) => Assert.Contains(
        $"tale_transaction_not_completed ON tale_transaction (status, transaction_id) WHERE {IndexSql.IsNotCompleted};",
        Script(database), StringComparison.Ordinal);

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    public void The_schema_names_every_status_with_its_number(string database)
    {
        var statuses = Enum.GetValues<TransactionStatus>().Select(status => $"{(int)status} {status}".ToLowerInvariant());

        Assert.Contains($"Status: {string.Join(", ", statuses)}.", Script(database), StringComparison.Ordinal);
    }

    private static string Script(string database) => string.Join('\n', MigrationScripts.For(database).Select(migration => migration.Sql));
}

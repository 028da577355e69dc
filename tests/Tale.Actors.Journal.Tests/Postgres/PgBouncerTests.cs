using Akka.Configuration;
using Npgsql;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Postgres;

/// <summary>A real PgBouncer between the journal and the server.</summary>
public sealed class PgBouncerTests : IDisposable
{
    private readonly PostgresServer _server = new();

    public void Dispose() => _server.Dispose();

    [SkippableTheory]
    [InlineData("transaction")]
    [InlineData("statement")]
    public void A_mode_that_changes_the_server_connection_is_recognised_by_name(string mode)
    {
        using var pooler = new PgBouncer(_server, mode);
        using var store = Store(pooler.ConnectionString);

        var refusals = new[]
        {
            Assert.Throws<ConfigurationException>(store.OpenWriter), Assert.Throws<ConfigurationException>(store.OpenReader),
            Assert.Throws<ConfigurationException>(store.EnsureSchema),
        };

        Assert.All(refusals, refusal => Assert.Contains("PgBouncer with pool_mode = transaction", refusal.Message, StringComparison.Ordinal));
        Assert.All(refusals, refusal => Assert.Contains("Set pool_mode = session", refusal.Message, StringComparison.Ordinal));
        Assert.All(refusals, refusal => Assert.True(store.IsUnavailable(refusal)));
    }

    [SkippableFact]
    public void Session_mode_is_used_as_the_server_itself()
    {
        using var pooler = new PgBouncer(_server, "session");
        using var store = Store(pooler.ConnectionString);

        using (var writer = store.OpenWriter())
        {
            writer.Probe(ProbeLog.Room);
            writer.Write([new EventWrite("a", [new StoredEvent(1, 4, "", [1], WriterId.Encode("w"), 1, null)], null)]);
        }
        using var reader = store.OpenReader();

        Assert.Equal([1], reader.HighestSequenceNrs(["a"]));
    }

    [SkippableFact]
    public void A_setting_that_it_refuses_is_named_with_what_to_do()
    {
        using var pooler = new PgBouncer(_server, "session");
        using var store = Store(new NpgsqlConnectionStringBuilder(pooler.ConnectionString) { SearchPath = "tale" }.ConnectionString);

        var refusal = Assert.Throws<ConfigurationException>(store.OpenWriter);

        Assert.Contains("unsupported startup parameter: search_path", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("ALTER ROLE", refusal.Message, StringComparison.Ordinal);
    }

    private static PostgresStore Store(string connectionString)
    {
        var section = ConfigurationFactory.ParseString($"connection-string = \"{connectionString}\"").WithFallback(PostgresDefaults.Journal.Complete(null));
        return new PostgresStore(PostgresSettings.Read(section), TimeProvider.System);
    }
}

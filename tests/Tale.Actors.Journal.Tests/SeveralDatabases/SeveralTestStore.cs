using Akka.Actor;
using Akka.Configuration;
using Npgsql;
using Tale.Actors.Index;
using Tale.Actors.Journal.Hosting;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.SeveralDatabases;

/// <summary>Several databases that have the logs together, each a schema that only one user may use: its way can be cut.</summary>
public sealed class SeveralTestStore : ITestStore
{
    private readonly PostgresTestStore[] _databases;
    private readonly string[] _users;

    public SeveralTestStore(int databases) : this([.. Enumerable.Range(0, databases).Select(_ => new PostgresTestStore())])
    {
    }

    /// <param name="databases">In their order.</param>
    public SeveralTestStore(params PostgresTestStore[] databases)
    {
        _databases = databases;
        _users = [.. databases.Select(_ => $"u_{Guid.NewGuid():N}")];
        foreach (var (database, user) in databases.Zip(_users))
            database.Execute($"CREATE ROLE {user} LOGIN SUPERUSER");
    }

    public IReadOnlyList<PostgresTestStore> Databases => _databases;

    public IReadOnlyList<string> ConnectionStrings =>
        [.. _databases.Zip(_users, (database, user) => new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = user }.ConnectionString)];

    public string PluginId => PostgresSettings.PluginId;

    public Config Config => ConfigOf(ConnectionStrings);

    public static Config ConfigOf(IReadOnlyList<string> connectionStrings) =>
        ConfigurationFactory.ParseString($"{PostgresSettings.PluginId} {{ {ITestStore.Patience} }}").WithFallback(TaleJournal.PostgresConfig(connectionStrings));

    /// <summary>Which database the log of a transaction is in.</summary>
    internal int PlaceOf(string transactionId) => new LogPlaces(_databases.Length).Of($"tale-{transactionId}");

    /// <summary>The first of such ids whose log is in a database.</summary>
    public string IdIn(int place, string prefix = "t") =>
        Enumerable.Range(0, int.MaxValue).Select(i => $"{prefix}-{i}").First(id => PlaceOf(id) == place);

    /// <summary>From now on nobody gets a connection to a database, and those that there are are lost.</summary>
    public void CutOff(int place) => _databases[place].Execute(
        $"ALTER ROLE {_users[place]} NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{_users[place]}'");

    public void Restore(int place) => _databases[place].Execute($"ALTER ROLE {_users[place]} LOGIN");

    /// <summary>Those that there are are lost.</summary>
    public void Disturb()
    {
        foreach (var (database, user) in _databases.Zip(_users))
            database.Execute($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{user}'");
    }

    public void Execute(string sql)
    {
        foreach (var database in _databases)
            database.Execute(sql);
    }

    public long Count(string sql) => _databases.Sum(database => database.Count(sql));

    public string? Scalar(string sql) => _databases.Select(database => database.Scalar(sql)).FirstOrDefault(value => value is not null);

    IEventStore ITestStore.Open() => throw new NotSupportedException("There are several.");

    ITransactionIndex ITestStore.Index(ActorSystem system) => new PostgresTransactionIndex((ExtendedActorSystem)system);

    // The schemas go with the server.
    public void Dispose() { }
}

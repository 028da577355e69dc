using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Postgres;
using Tale.Actors.Journal.Sqlite;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>Configurations of a separate index.</summary>
internal static class TestIndex
{
    private const string Patience = "hang-timeout = 60s, probe-delay = 5ms, max-probe-delay = 20ms";

    public static Config SqliteOn(string file) =>
        ConfigurationFactory.ParseString($"{SqliteSettings.IndexSection} {{ path = \"{file}\" \n {Patience} }}")
            .WithFallback(SqliteDefaults.Index.File);

    public static Config PostgresOn(string connectionString) => ConfigurationFactory
        .ParseString($"{PostgresSettings.IndexSection} {{ connection-string = \"{connectionString}\" \n {Patience} }}")
        .WithFallback(PostgresDefaults.Index.File);

    /// <summary>On SQLite, and it fails or hangs when a test says so.</summary>
    public static Config FaultyOn(string file) =>
        ConfigurationFactory.ParseString($"tale.index.provider = \"{typeof(FaultyIndex).AssemblyQualifiedName}\"")
            .WithFallback(SqliteOn(file));
}

/// <summary>The index's real code on a <see cref="FaultyStore"/>.</summary>
internal sealed class FaultyIndex : SeparateIndex
{
    private static readonly ConcurrentDictionary<ActorSystem, FaultyStore> _stores = [];

    public FaultyIndex(ExtendedActorSystem system) : this(system, SqliteDefaults.Index.Of(system))
    {
    }

    private FaultyIndex(ExtendedActorSystem system, Config section) : base(
        system, section, SqliteSettings.IndexSection, _stores.GetOrAdd(system, _ => new FaultyStore(new SqliteStore(SqliteSettings.Read(section), TimeProvider.System))),
        new SqliteTransactionIndex(JournalRegister.For(system), SqliteSettings.Read(section)), TimeProvider.System)
    {
    }

    public static FaultyStore StoreOf(ActorSystem system) => _stores[system];
}

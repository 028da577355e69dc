using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Data.Sqlite;
using Tale.Actors.Index;
using Tale.Actors.Journal.Sqlite;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>A file in a folder of its own.</summary>
public sealed class SqliteTestStore : ITestStore
{
    private readonly DirectoryInfo _folder;

    /// <param name="folder">Where that folder is; default: with the other temporary ones.</param>
    public SqliteTestStore(string? folder = null) =>
        _folder = folder is null ? Directory.CreateTempSubdirectory("tale-sqlite-") : Directory.CreateDirectory(System.IO.Path.Combine(folder, "sqlite"));

    public string Path => System.IO.Path.Combine(_folder.FullName, "made", "by", "tale.db");

    public string PluginId => SqliteSettings.PluginId;

    public Config Config => ConfigurationFactory.ParseString($"{PluginId} {{ path = \"{Path}\" \n {ITestStore.Patience} }}").WithFallback(SqliteDefaults.Journal.File);

    public void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The backup of SQLite's own interface, as the command .backup makes it.</summary>
    public void BackUpTo(string path)
    {
        using var from = new SqliteConnection($"Data Source={Path};Pooling=False");
        using var to = new SqliteConnection($"Data Source={path};Pooling=False");
        from.Open();
        to.Open();
        from.BackupDatabase(to);
    }

    public long Count(string sql) => Convert.ToInt64(Scalar(sql), CultureInfo.InvariantCulture);

    public string? Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }

    IEventStore ITestStore.Open() => new SqliteStore(Settings, TimeProvider.System);

    ITransactionIndex ITestStore.Index(ActorSystem system) => new SqliteTransactionIndex((ExtendedActorSystem)system);

    public void Dispose() => _folder.Delete(recursive: true);

    private SqliteSettings Settings => SqliteSettings.Read(Config.GetConfig(PluginId));
}

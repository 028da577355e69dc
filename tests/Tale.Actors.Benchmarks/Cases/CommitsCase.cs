using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>
/// What a booking's five durable writes cost at the least: five commits of one row of 250 bytes each, one after another, without any actor.
/// </summary>
internal static class CommitsCase
{
    private static readonly byte[] Data = new byte[250];

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        if (options.Journal is not ("sqlite" or "postgres"))
        {
            Console.Error.WriteLine("'commits' asks a database directly: choose --journal sqlite or postgres.");
            return 1;
        }
        await using var journal = await JournalChoice.OpenAsync(options.Journal);
        await using var connection = Connect(options.Journal, journal.Location);
        await connection.OpenAsync();
        await using var insert = connection.CreateCommand();
        if (connection is SqliteConnection)
            Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 10000");
        Run(connection, connection is SqliteConnection ? "CREATE TABLE written (id INTEGER PRIMARY KEY, data BLOB)" : "CREATE TABLE written (id bigint PRIMARY KEY, data bytea)");
        insert.CommandText = "INSERT INTO written VALUES (@id, @data)";
        var id = insert.CreateParameter();
        (id.ParameterName, id.Value) = ("id", 0L);
        insert.Parameters.Add(id);
        var data = insert.CreateParameter();
        (data.ParameterName, data.Value) = ("data", Data);
        insert.Parameters.Add(data);
        await insert.PrepareAsync();
        var next = 0L;
        var measurement = await ClosedLoop.RunAsync("commits", options with { InFlight = 1 }, journal, _ =>
        {
            for (var i = 0; i < 5; i++)
            {
                id.Value = next++;
                insert.ExecuteNonQuery();
            }
            return Task.CompletedTask;
        });
        measurement.Print(options.Json);
        return 0;
    }

    private static DbConnection Connect(string journal, string location) => journal == "sqlite"
        ? new SqliteConnection($"Data Source={Path.Combine(location, "commits.db")};Pooling=False")
        : new NpgsqlConnection(location);

    private static void Run(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

using System.Net.Sockets;
using Akka.Configuration;
using Npgsql;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>A log and index in one PostgreSQL database.</summary>
internal sealed class PostgresStore(PostgresSettings settings, TimeProvider time) : IEventStore
{
    // Beginnings of SQLSTATEs: connection lost, shut down, error of the system, read only. Not "insufficient resources" (53): one write may
    // be too large for what there is, and the probe tells.
    private static readonly string[] _outages = ["08", "57P", "58", "25006", "F0"];

    /// <inheritdoc />
    public IEventWriter OpenWriter() => Open(connection => new PostgresWriter(connection, time));

    /// <inheritdoc />
    public IEventReader OpenReader() => Open(connection => new PostgresReader(connection));

    /// <inheritdoc />
    public Func<IEventDeleter>? OpenDeleter => () => Open(connection => new PostgresDeleter(connection));

    /// <summary>Creates or migrates the schema, and checks it.</summary>
    /// <exception cref="JournalSchemaException">The database must not be written to by this version.</exception>
    public void EnsureSchema() => Open(connection => connection).Dispose();

    /// <inheritdoc />
    public bool IsUnavailable(Exception failure) => failure switch
    {
        PostgresException e => Array.Exists(_outages, start => e.SqlState.StartsWith(start, StringComparison.Ordinal)),
        NpgsqlException or SocketException or IOException or TimeoutException or ObjectDisposedException => true,
        JournalSchemaException or ConfigurationException => true,
        _ => false,
    };

    public void Dispose()
    {
    }

    private T Open<T>(Func<NpgsqlConnection, T> use)
    {
        var connection = PostgresPlaces.Connect(settings.Dedicated());
        try
        {
            PostgresPlaces.Check(connection, settings.Place);
            return use(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}

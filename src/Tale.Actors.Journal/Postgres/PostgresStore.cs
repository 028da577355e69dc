using System.Net.Sockets;
using Npgsql;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>A log and index in one PostgreSQL database.</summary>
internal sealed class PostgresStore(PostgresSettings settings) : IEventStore
{
    // SQLSTATE classes of errors that a statement's own values cause, or that end one transaction only (deadlock, serialization).
    private static readonly string[] _ownFault = ["21", "22", "23", "40", "54"];

    /// <inheritdoc />
    public IEventWriter OpenWriter() => Open(connection => new PostgresWriter(connection));

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
        PostgresException e => !_ownFault.Contains(e.SqlState[..2]),
        NpgsqlException or SocketException or IOException or TimeoutException or ObjectDisposedException or JournalSchemaException => true,
        _ => false,
    };

    private T Open<T>(Func<NpgsqlConnection, T> use)
    {
        var connection = new NpgsqlConnection(settings.Dedicated());
        try
        {
            connection.Open();
            Configure(connection);
            PostgresSchema.Ensure(connection);
            return use(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // All statements on these connections are look-ups by key: without statistics, or with a generic plan, the planner may think otherwise.
    private static void Configure(NpgsqlConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan;
            SET jit = off;
            SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
            """;
        command.ExecuteNonQuery();
    }
}

using System.Globalization;
using Akka.Configuration;
using Npgsql;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// Recognises a pooler between this node and the server that changes the server's process from transaction to transaction: prepared
/// statements and settings, <c>synchronous_commit</c> among them, would be those of somebody else.
/// </summary>
internal static class PostgresPooler
{
    /// <summary>What PgBouncer says of a parameter that it does not know.</summary>
    private const string UnknownParameter = "unsupported startup parameter";

    /// <summary>Connects.</summary>
    /// <exception cref="ConfigurationException">There is such a pooler, or one that refuses a setting of the connection string.</exception>
    public static void Connect(NpgsqlConnection connection, string connectionString)
    {
        try
        {
            connection.Open();
        }
        catch (PostgresException e) when (e.MessageText.StartsWith(UnknownParameter, StringComparison.Ordinal))
        {
            throw new ConfigurationException(
                $"PgBouncer refuses a setting of the connection string ({e.MessageText}). Take it out there, and set it for the role "
                + "instead (ALTER ROLE ... SET ...).", e);
        }
        if (ChangesServer(connection, connectionString))
        {
            throw new ConfigurationException(
                "The connection string leads to PostgreSQL through a pooler that changes the server connection from transaction to "
                + "transaction: PgBouncer with pool_mode = transaction (or statement). The journal keeps prepared statements and settings "
                + "on its connections. Set pool_mode = session for this database in pgbouncer.ini, or connect to PostgreSQL directly.");
        }
    }

    // Whoever is connected directly, or through a pooler that passes this on, speaks to the process that it was told of. With a pooler that
    // changes, a second connection gets the process that the first one has just used, or the first one finds another the next time.
    private static bool ChangesServer(NpgsqlConnection connection, string connectionString)
    {
        var process = Process(connection);
        if (process == connection.ProcessID)
            return false;
        using var second = PostgresConnections.New(connectionString);
        second.Open();
        return Process(second) == process || Process(connection) != process;
    }

    private static int Process(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}

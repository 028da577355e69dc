using Npgsql;
using Tale.Actors.Journal.Leases;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>A PostgreSQL database that one node, or one cluster, owns at a time; the lock file lies in the temporary folder of the node's machine.</summary>
internal sealed class PostgresLeaseDatabase(PostgresSettings settings) : IMemberDatabase
{
    /// <summary>Seconds: less than a lease lasts, so that there is time for another try.</summary>
    private const int Patience = 3;

    /// <inheritdoc />
    public string Name => settings.Name;

    /// <inheritdoc />
    public bool HasLockFilePerOwner => true;

    /// <inheritdoc />
    public string LockFile(string owner) => Path.Combine(
        Path.GetTempPath(), $"tale-lease-{owner}{(settings.Place.Index == 0 ? "" : $"-{settings.Place.Number}")}.lock");

    /// <inheritdoc />
    public ILeaseStore Open() => new PostgresLeaseStore(Connect());

    /// <inheritdoc />
    public IMemberStore OpenMembers() => new PostgresMemberStore(Connect());

    private NpgsqlConnection Connect()
    {
        var connection = PostgresConnections.New(new NpgsqlConnectionStringBuilder(settings.Dedicated())
        {
            Timeout = Patience, CommandTimeout = Patience,
        }.ConnectionString);
        try
        {
            connection.Open();
            PostgresSchema.Ensure(connection);
            PostgresPlaces.Check(connection, settings.Place);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}

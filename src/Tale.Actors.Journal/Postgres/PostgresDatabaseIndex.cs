using System.Data.Common;
using Akka.Actor;
using Akka.Configuration;
using Npgsql;
using Tale.Actors.Index;
using Tale.Actors.Journal.Leases;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Postgres;

/// <summary>Reads the index in one PostgreSQL database.</summary>
internal sealed class PostgresDatabaseIndex : SqlTransactionIndex, IClusterIndex
{
    private readonly PostgresSettings _settings;

    /// <summary>The schema is created by whoever connects first, this one included.</summary>
    /// <exception cref="JournalSchemaException">
    /// The database must not be used by this version. One that cannot be reached now is no reason not to start.
    /// </exception>
    /// <exception cref="ConfigurationException">The connection string leads through a pooler that cannot be used.</exception>
    /// <exception cref="PostgresException">There is no such database, or this user may not use it: waiting does not help.</exception>
    public PostgresDatabaseIndex(JournalRegister journals, PostgresSettings settings, long maxEventBytes = long.MaxValue)
        : base(PostgresIndexSql.Instance, journals, PostgresSettings.PluginId, maxEventBytes, new PostgresLeaseDatabase(settings), settings.Place.Index)
    {
        _settings = settings;
        try
        {
            using var store = new PostgresStore(settings, TimeProvider.System);
            store.EnsureSchema();
        }
        catch (NpgsqlException e) when (!IsRefusal(e))
        {
            // The journal reports it, keeps trying, and checks the schema when it gets through.
        }
    }

    /// <inheritdoc />
    public ILeases<IMemberLease> Join(ActorSystem system, ClusterMember member, TimeSpan duration) =>
        new Leases<MemberLease>([MemberLease.Join(system, new PostgresLeaseDatabase(_settings), member, duration, TimeProvider.System)]);

    /// <inheritdoc />
    public IDiscovery Discover(ClusterMember? member) => new Discovery(new PostgresLeaseDatabase(_settings).OpenMembers(), member);

    // Class 28: authentication. A server that starts, stops or has too many connections answers otherwise.
    private static bool IsRefusal(NpgsqlException e) =>
        e is PostgresException { SqlState: var state }
        && (state is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege
            || state.StartsWith("28", StringComparison.Ordinal));

    /// <inheritdoc />
    protected override async Task<List<T>> ReadAsync<T>(
        Action<DbCommand> prepare, Func<DbDataReader, T> row, CancellationToken cancellationToken)
    {
        var connection = PostgresConnections.New(_settings.Pooled());
        await using var _ = connection.ConfigureAwait(false);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        // It may have been replaced, or its logs have been spread, since the last time: a list with a hole in it looks like a whole one.
        PostgresPlaces.Refuse(_settings, await PostgresLayout.ReadAsync(connection, cancellationToken).ConfigureAwait(false));
        using var command = connection.CreateCommand();
        prepare(command);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(row(reader));
        return rows;
    }
}

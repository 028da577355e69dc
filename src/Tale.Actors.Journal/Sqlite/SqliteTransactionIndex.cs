using System.Data.Common;
using Akka.Actor;
using Akka.Configuration;
using Microsoft.Data.Sqlite;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Sqlite;

/// <summary>
/// Reads the index in a SQLite file. SQLite has no asynchronous calls: each read takes a pool thread, at most four at a time.
/// </summary>
internal sealed class SqliteTransactionIndex : SqlTransactionIndex, IDisposable
{
    private const int MaxConcurrentReads = 4;

    private readonly SqliteSettings _settings;
    private readonly SqliteFile _file;
    private readonly SemaphoreSlim _slots = new(MaxConcurrentReads);

    /// <summary>Created by name from <c>tale.index.provider</c>. Creates, migrates and checks the database.</summary>
    /// <exception cref="JournalSchemaException">The database must not be used by this version.</exception>
    /// <exception cref="JournalUnavailableException">The file cannot be opened.</exception>
    public SqliteTransactionIndex(ExtendedActorSystem system)
        : this(JournalRegister.For(system), SqliteDefaults.Journal.Of(system)) { }

    // The journal itself reads its settings with its first user, when nobody hears of their errors.
    private SqliteTransactionIndex(JournalRegister journals, Config section)
        : this(journals, SqliteSettings.Read(section), JournalSettings.Read(section, SqliteSettings.PluginId).MaxEventSize) { }

    /// <exception cref="JournalSchemaException">The database must not be used by this version.</exception>
    internal SqliteTransactionIndex(JournalRegister journals, SqliteSettings settings, long maxEventBytes = long.MaxValue)
        : this(journals, settings, new SqliteFile(settings), maxEventBytes) { }

    private SqliteTransactionIndex(JournalRegister journals, SqliteSettings settings, SqliteFile file, long maxEventBytes)
        : base(
            SqliteIndexSql.Instance, journals, SqliteSettings.PluginId, maxEventBytes,
            new SqliteLeaseDatabase(settings, file, TimeProvider.System))
    {
        (_settings, _file) = (settings, file);
        _file.Open().Dispose();
    }

    public void Dispose()
    {
        _slots.Dispose();
        _file.Dispose();
    }

    /// <inheritdoc />
    protected override async Task<List<T>> ReadAsync<T>(
        Action<DbCommand> prepare, Func<DbDataReader, T> row, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Read(prepare, row), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    private List<T> Read<T>(Action<DbCommand> prepare, Func<DbDataReader, T> row)
    {
        _file.EnsureInPlace();
        using var connection = new SqliteConnection(_settings.ConnectionString(SqliteOpenMode.ReadWrite, pooling: true));
        connection.Open();
        using var command = connection.CreateCommand();
        prepare(command);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }
}

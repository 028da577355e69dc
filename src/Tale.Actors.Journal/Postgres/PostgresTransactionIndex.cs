using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Index;
using Tale.Actors.Journal.Leases;
using Tale.Actors.Journal.Plugin;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Postgres;

/// <summary>
/// The index of the journal on PostgreSQL: of its one database, or of several (docs/adr/0110). What is asked of all of them fails when one does not
/// answer, because a list with a hole in it looks like a whole one.
/// </summary>
internal sealed class PostgresTransactionIndex
    : ITransactionIndex, IPartedIndex, IAdmission, IWrittenByJournal, ISuspensionMarks, ILeasedIndex, IClusterIndex
{
    private readonly PostgresDatabaseIndex[] _databases;
    private readonly LogPlaces _places;

    /// <summary>Created by name from <c>tale.index.provider</c>.</summary>
    public PostgresTransactionIndex(ExtendedActorSystem system) : this(JournalRegister.For(system), PostgresDefaults.Journal.Of(system)) { }

    // The journal itself reads its settings with its first user, when nobody hears of their errors.
    private PostgresTransactionIndex(JournalRegister journals, Config section)
    {
        MaxEventBytes = JournalSettings.Read(section, PostgresSettings.PluginId).MaxEventSize;
        _databases = [.. PostgresSettings.ReadAll(section).Select(settings => new PostgresDatabaseIndex(journals, settings, MaxEventBytes))];
        _places = new LogPlaces(_databases.Length);
    }

    /// <inheritdoc />
    public IReadOnlyList<ITransactionIndex> Parts => _databases;

    /// <inheritdoc />
    public string JournalPluginId => _databases[0].JournalPluginId;

    /// <inheritdoc />
    public long MaxEventBytes { get; }

    /// <inheritdoc />
    public string MaxEventSetting => _databases[0].MaxEventSetting;

    /// <inheritdoc />
    public (RejectionReason Reason, string Message)? Refusal =>
        _databases.All(database => database.Refusal is not null) ? _databases[0].Refusal : null;

    /// <inheritdoc />
    public (RejectionReason Reason, string Message)? RefusalOf(string transactionId) => Of(transactionId).Refusal;

    /// <inheritdoc />
    public Task<bool> TryMarkSuspendedAsync(string transactionId, DateTimeOffset at, string reason) =>
        Of(transactionId).TryMarkSuspendedAsync(transactionId, at, reason);

    /// <inheritdoc />
    public ILeases<ILease> Take(ActorSystem system, string node, TimeSpan duration) =>
        TakeAll(database => database.Take(system, node, duration).All[0]);

    /// <inheritdoc />
    public ILeases<IMemberLease> Join(ActorSystem system, ClusterMember member, TimeSpan duration) =>
        TakeAll(database => database.Join(system, member, duration).All[0]);

    /// <summary>The turn, and who has it, are in the first database; whoever is at work in any of those that answer can be joined.</summary>
    public IDiscovery Discover(ClusterMember? member) => _databases is [var only]
        ? only.Discover(member)
        : new SeveralDiscovery([.. _databases.Select(database => (Func<IDiscovery>)(() => database.Discover(member)))]);

    /// <inheritdoc />
    public async Task<TransactionPage> QueryAsync(TransactionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var pages = await OfAllAsync(database => database.QueryAsync(query, cancellationToken)).ConfigureAwait(false);
        var rows = pages.SelectMany(page => page.Transactions).OrderBy(row => row.TransactionId, StringComparer.Ordinal).Take(query.Limit).ToList();
        var isLast = pages.All(page => page.Next is null) && pages.Sum(page => page.Transactions.Count) == rows.Count;
        return new TransactionPage(rows, isLast ? null : rows[^1].TransactionId);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<TransactionCount>> CountAsync(TransactionQuery query, CancellationToken cancellationToken = default)
    {
        var counts = await OfAllAsync(database => database.CountAsync(query, cancellationToken)).ConfigureAwait(false);
        return
        [
            .. counts.SelectMany(count => count).GroupBy(count => (count.Definition, count.Version, count.Status))
                .Select(same => new TransactionCount(same.Key.Definition, same.Key.Version, same.Key.Status, same.Sum(count => count.Number)))
                .OrderBy(count => count.Definition, StringComparer.Ordinal).ThenBy(count => count.Version).ThenBy(count => count.Status),
        ];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<DueTransaction>> DueAsync(
        DateTimeOffset now, DueTransaction? after, int limit, CancellationToken cancellationToken = default)
    {
        var due = await OfAllAsync(database => database.DueAsync(now, after, limit, cancellationToken)).ConfigureAwait(false);
        return [.. due.SelectMany(one => one).OrderBy(one => one.DueAt).ThenBy(one => one.TransactionId, StringComparer.Ordinal).Take(limit)];
    }

    private Task<T[]> OfAllAsync<T>(Func<PostgresDatabaseIndex, Task<T>> ask) => Task.WhenAll(_databases.Select(ask));

    private PostgresDatabaseIndex Of(string transactionId) => _databases[_places.Of(TransactionIds.PersistenceIdOf(transactionId))];

    /// <summary>All, or none: a start that is refused may be tried again.</summary>
    private Leases<T> TakeAll<T>(Func<PostgresDatabaseIndex, T> take) where T : ILease
    {
        var taken = new List<T>();
        try
        {
            foreach (var database in _databases)
                taken.Add(take(database));
        }
        catch
        {
            foreach (var lease in taken.OfType<IDisposable>())
                lease.Dispose();
            throw;
        }
        return new Leases<T>(taken, _places.Of);
    }
}

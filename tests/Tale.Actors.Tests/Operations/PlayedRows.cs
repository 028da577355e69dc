using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Operations;

/// <summary>An index in memory that a test fills, and that fails when it says so.</summary>
internal sealed class PlayedRows : ITransactionIndex
{
    public static readonly DateTimeOffset Before = DateTimeOffset.UnixEpoch;

    private readonly InMemoryTransactionIndex _rows = new();
    private volatile bool _isAway;

    public bool IsAway { set => _isAway = value; }

    /// <summary>Transactions that are suspended: t00, t01 and so on.</summary>
    public void AddSuspended(int count)
    {
        for (var i = 0; i < count; i++)
            Add($"t{i:00}");
    }

    public void Add(string id, TransactionStatus status = TransactionStatus.Suspended, string failure = "the bank is away", DateTimeOffset? startedAt = null)
    {
        var at = startedAt ?? Before;
        _rows.Record(id, new IndexChange.Opened(at, id, "t", 1));
        if (status != TransactionStatus.Running)
            _rows.Record(id, new IndexChange.StatusChanged(at, status, null, failure));
    }

    /// <summary>It is suspended no longer.</summary>
    public void Leave(string id) => _rows.Record(id, new IndexChange.StatusChanged(Before, TransactionStatus.Running, null, ""));

    public Task<TransactionPage> QueryAsync(TransactionQuery query, CancellationToken cancellationToken = default) =>
        _isAway ? throw new TimeoutException("away, says the test") : _rows.QueryAsync(query, cancellationToken);

    public Task<IReadOnlyList<TransactionCount>> CountAsync(TransactionQuery query, CancellationToken cancellationToken = default) =>
        _isAway ? throw new TimeoutException("away, says the test") : _rows.CountAsync(query, cancellationToken);

    public Task<IReadOnlyList<DueTransaction>> DueAsync(
        DateTimeOffset now, DueTransaction? after, int limit, CancellationToken cancellationToken = default) =>
        _rows.DueAsync(now, after, limit, cancellationToken);
}

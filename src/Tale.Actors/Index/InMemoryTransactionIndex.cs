using Tale.Actors.Protocol;

namespace Tale.Actors.Index;

/// <summary>The index for the in-memory journal: both end with the process.</summary>
internal sealed class InMemoryTransactionIndex : ITransactionIndex, ITransactionIndexWriter, ISuspensionMarks
{
    private static readonly Comparer<DueTransaction> _byTime = Comparer<DueTransaction>.Create((one, other) =>
        one.DueAt != other.DueAt ? one.DueAt.CompareTo(other.DueAt) : string.CompareOrdinal(one.TransactionId, other.TransactionId));

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TransactionSummary> _rows = [];
    private readonly SortedSet<DueTransaction> _due = new(_byTime);

    /// <summary>Sorted when somebody asks, which is rare; writes are not.</summary>
    private IEnumerable<TransactionSummary> Sorted => _rows.Values.OrderBy(row => row.TransactionId, StringComparer.Ordinal);

    public Task StoreAsync(string transactionId, IndexChange change)
    {
        Record(transactionId, change);
        return Task.CompletedTask;
    }

    public void Record(string transactionId, IndexChange change)
    {
        lock (_lock)
        {
            Set(transactionId, Apply(_rows.GetValueOrDefault(transactionId), transactionId, change));
        }
    }

    public void Restore(string transactionId, IReadOnlyList<IndexChange> changes)
    {
        TransactionSummary? row = null;
        foreach (var change in changes.SkipWhile(change => change is not IndexChange.Opened))
            row = Apply(row, transactionId, change);
        if (row is null)
            return;
        lock (_lock)
        {
            Set(transactionId, row);
        }
    }

    public void Forget(string transactionId, DateTimeOffset openedBefore)
    {
        lock (_lock)
        {
            if (_rows.TryGetValue(transactionId, out var row) && row.Status == TransactionStatus.Running && row.StartedAt < openedBefore)
                Set(transactionId, null);
        }
    }

    public Task<bool> TryMarkSuspendedAsync(string transactionId, DateTimeOffset at, string reason)
    {
        lock (_lock)
        {
            if (_rows.TryGetValue(transactionId, out var row) && row is { EndedAt: null, Status: not TransactionStatus.Suspended })
                Set(transactionId, row with { Status = TransactionStatus.Suspended, UpdatedAt = at, Failure = reason });
        }
        return Task.FromResult(true);
    }

    public Task<TransactionPage> QueryAsync(TransactionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_lock)
        {
            var rows = Sorted.Where(row => Matches(row, query) && IsAfter(row, query.After)).Take(query.Limit + 1).ToList();
            var hasMore = rows.Count > query.Limit;
            if (hasMore)
                rows.RemoveAt(query.Limit);
            return Task.FromResult(new TransactionPage(rows, hasMore ? rows[^1].TransactionId : null));
        }
    }

    public Task<IReadOnlyList<TransactionCount>> CountAsync(TransactionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<TransactionCount>>(
                [.. _rows.Values.Where(row => Matches(row, query)).GroupBy(row => (row.Definition, row.Version, row.Status))
                    .Select(group => new TransactionCount(group.Key.Definition, group.Key.Version, group.Key.Status, group.LongCount()))
                    .OrderBy(count => count.Definition, StringComparer.Ordinal).ThenBy(count => count.Version)
                    .ThenBy(count => count.Status)]);
        }
    }

    public Task<IReadOnlyList<DueTransaction>> DueAsync(
        DateTimeOffset now, DueTransaction? after, int limit, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            // A clock that is set back between two batches: nothing is left of the second.
            if (after?.DueAt > now || _due.Max is not { } last)
                return Task.FromResult<IReadOnlyList<DueTransaction>>([]);
            var rest = after is null ? _due : _byTime.Compare(after, last) < 0 ? _due.GetViewBetween(after, last) : [];
            return Task.FromResult<IReadOnlyList<DueTransaction>>(
                [.. rest.SkipWhile(due => due == after).TakeWhile(due => due.DueAt <= now).Take(limit)]);
        }
    }

    private void Set(string transactionId, TransactionSummary? row)
    {
        if (_rows.Remove(transactionId, out var before) && before.DueAt is { } wasDueAt)
            _due.Remove(new DueTransaction(transactionId, wasDueAt));
        if (row is null)
            return;
        _rows[transactionId] = row;
        if (row.DueAt is { } dueAt)
            _due.Add(new DueTransaction(transactionId, dueAt));
    }

    private static TransactionSummary Apply(TransactionSummary? row, string transactionId, IndexChange change) => change switch
    {
        IndexChange.Opened c => new TransactionSummary(
            c.TransactionId, c.Definition, c.Version, TransactionStatus.Running, c.At, c.At, null, c.NextDueAt, null),
        IndexChange.StatusChanged c => Known(row, transactionId) with
        {
            Status = c.Status,
            UpdatedAt = c.At,
            EndedAt = c.IsFinal ? c.At : null,
            DueAt = c.DueAt,
            Failure = c.Failure is null ? row!.Failure : c.Failure.Length == 0 ? null : c.Failure,
        },
        IndexChange.DueChanged c => Known(row, transactionId) with { UpdatedAt = c.At, DueAt = c.DueAt },
        _ => throw new InvalidOperationException($"Unknown index change {change.GetType().Name}."),
    };

    private static TransactionSummary Known(TransactionSummary? row, string transactionId) =>
        row ?? throw new InvalidOperationException($"The index has no row for '{transactionId}'.");

    private static bool IsAfter(TransactionSummary row, string? id) => id is null || string.CompareOrdinal(row.TransactionId, id) > 0;

    private static bool Matches(TransactionSummary row, TransactionQuery query) =>
        (query.Statuses.Count == 0 || query.Statuses.Contains(row.Status))
        && (query.Definition is null || row.Definition == query.Definition)
        && (query.Version is null || row.Version == query.Version)
        && (query.IdPrefix is null || row.TransactionId.StartsWith(query.IdPrefix, StringComparison.Ordinal))
        && (query.FailureText is null || row.Failure?.Contains(query.FailureText, StringComparison.OrdinalIgnoreCase) == true)
        && (query.StartedFrom is null || row.StartedAt >= query.StartedFrom)
        && (query.StartedBefore is null || row.StartedAt < query.StartedBefore);
}

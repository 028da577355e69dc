using System.Collections.Concurrent;

namespace Tale.Actors.Coordination.Histories;

/// <summary>
/// The logs that somebody follows. Every coordinator asks after every write, so that only these cost a message. For any thread.
/// </summary>
internal sealed class FollowedLogs
{
    private readonly ConcurrentDictionary<string, bool> _ids = new();

    public bool Contains(string transactionId) => _ids.ContainsKey(transactionId);

    public void Add(string transactionId) => _ids[transactionId] = true;

    public void Remove(string transactionId) => _ids.TryRemove(transactionId, out _);
}

using System.Collections.Concurrent;
using Akka.Cluster;

namespace Tale.Actors.Cluster;

/// <summary>Which nodes have answered when they were asked, and since when those have been silent that do not. From any thread.</summary>
/// <param name="pause">Between two questions to one that is silent, as long as it is asked for the same; after a longer one its silence begins anew.</param>
internal sealed class Silences(TimeProvider time, TimeSpan pause)
{
    /// <summary>One that is gone is missed by then.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<UniqueAddress, Node> _nodes = new();

    public int Count => _nodes.Count;

    public void Answers(UniqueAddress node) => _nodes[node] = new Node(HasAnswered: true);

    /// <summary>It has been asked, and has not answered in time.</summary>
    public void IsSilent(UniqueAddress node)
    {
        var now = time.GetTimestamp();
        _nodes.AddOrUpdate(node, _ => new Node(Since: now, Last: now), (_, before) =>
        {
            var since = before.Since is { } at && IsLasting(before) ? at : now;
            return before with { Since = since, Last = now, WasLong = before.WasLong || time.GetElapsedTime(since) > Longest };
        });
    }

    /// <summary>Nothing is certain without its answer: it may be there, and may know.</summary>
    /// <param name="isOfThisBuild">Of Tale; null: nothing is known of it, and perhaps it runs none.</param>
    public bool Counts(UniqueAddress node, bool? isOfThisBuild)
    {
        if (!_nodes.TryGetValue(node, out var known))
            return true;
        if (known.HasAnswered || isOfThisBuild == true)
            return !(known.Since is { } since && IsLasting(known) && time.GetElapsedTime(since) > Longest);
        // It has never answered: once is enough to see that a build may not know the question.
        return isOfThisBuild is null && !known.WasLong;
    }

    /// <summary>Whether its answer is worth waiting for.</summary>
    /// <inheritdoc cref="Counts" path="/param" />
    public bool IsWaitedFor(UniqueAddress node, bool? isOfThisBuild) =>
        isOfThisBuild == true || (_nodes.TryGetValue(node, out var known) && known.HasAnswered) || Counts(node, isOfThisBuild);

    /// <summary>All others are gone.</summary>
    public void KeepOnly(IReadOnlySet<UniqueAddress> nodes)
    {
        foreach (var node in _nodes.Keys.Where(node => !nodes.Contains(node)))
            _nodes.TryRemove(node, out _);
    }

    private bool IsLasting(Node node) => time.GetElapsedTime(node.Last) <= pause;

    /// <param name="Since">When it was first silent after its last answer; null: it has answered.</param>
    /// <param name="Last">When it was last silent.</param>
    /// <param name="WasLong">Whether it has been silent for long.</param>
    private sealed record Node(bool HasAnswered = false, long? Since = null, long Last = 0, bool WasLong = false);
}

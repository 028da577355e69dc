using System.Collections.Concurrent;

namespace Tale.Actors.Cluster.Tests.Support;

/// <summary>What the services have seen: no node's memory.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentQueue<(string Node, string Key)> _lines = [];

    public IReadOnlyList<(string Node, string Key)> Lines => [.. _lines];

    public int Count(string key) => _lines.Count(line => line.Key == key);

    public void Add(string node, string key) => _lines.Enqueue((node, key));

    /// <summary>Waits until so many lines begin so.</summary>
    public async Task ReachesAsync(int count, string start)
    {
        var until = DateTime.UtcNow + TestCluster.Patience;
        while (_lines.Count(line => line.Key.StartsWith(start, StringComparison.Ordinal)) < count)
        {
            Assert.True(DateTime.UtcNow < until, $"There are {_lines.Count} lines: {string.Join(", ", _lines.Take(20))}");
            await Task.Delay(5);
        }
    }
}

using System.Collections.Concurrent;

namespace Tale.Actors.Cluster.Tests.Torture;

/// <summary>What happened, and when: faults, processes, rows of members.</summary>
internal sealed class Chronicle
{
    private readonly ConcurrentQueue<(DateTime At, string What)> _lines = [];
    private readonly ConcurrentQueue<Fault> _faults = [];

    public IReadOnlyCollection<Fault> Faults => _faults;

    public void Add(string what) => _lines.Enqueue((DateTime.UtcNow, what));

    public void Add(Fault fault) => _faults.Enqueue(fault);

    public override string ToString() => string.Join('\n', _lines.OrderBy(line => line.At).Select(line => $"{line.At:HH:mm:ss.fff} {line.What}"));
}

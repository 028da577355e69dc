namespace Tale.Actors.Cluster.Tests.Torture;

internal enum FaultKind
{
    /// <summary>SIGKILL; the process is started again later.</summary>
    Kill,

    /// <summary>SIGSTOP, and later SIGCONT.</summary>
    Pause,

    /// <summary>Between one node and all others, both ways. All reach the database.</summary>
    Partition,

    /// <summary>What one node sends to one other node is lost.</summary>
    OneWay,

    /// <summary>What one node sends to the database is lost.</summary>
    NoDatabase,

    /// <summary>SIGTERM; the process is started again.</summary>
    Stop,

    /// <summary>A fourth node.</summary>
    Join,
}

/// <summary>One thing that goes wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="Node">Whose trouble it is.</param>
/// <param name="Other">The other end of a cut that is one-way.</param>
/// <param name="After">How long after the beginning.</param>
/// <param name="Lasts">How long.</param>
internal sealed record Fault(FaultKind Kind, int Node, int Other, TimeSpan After, TimeSpan Lasts)
{
    public DateTime From { get; set; } = DateTime.MaxValue;

    public DateTime Until { get; set; } = DateTime.MaxValue;

    /// <summary>Whether steps of the node may be repeated because of it. A node that stops in order has its steps end, and one that joins too.</summary>
    public bool Repeats => Kind is not (FaultKind.Stop or FaultKind.Join);

    public override string ToString() =>
        $"{Kind} of node {Node}{(Kind == FaultKind.OneWay ? $" to node {Other}" : "")} at {After.TotalSeconds:0.0} s for {Lasts.TotalSeconds:0.0} s";

    /// <summary>Three to five, one after the other or at the same time, but not two on one node.</summary>
    public static IReadOnlyList<Fault> Of(int seed, int nodes)
    {
        var random = new Random(seed);
        var faults = new List<Fault>();
        var kinds = Enum.GetValues<FaultKind>().ToList();
        var after = TimeSpan.FromSeconds(2);
        for (var i = random.Next(3, 6); i > 0; i--)
        {
            var kind = kinds[random.Next(kinds.Count)];
            if (kind == FaultKind.Join)
                kinds.Remove(kind);
            var lasts = TimeSpan.FromSeconds(kind switch
            {
                FaultKind.Kill => random.Next(0, 16),
                FaultKind.Stop or FaultKind.Join => 0,
                _ => random.Next(5, 41),
            });
            var free = Enumerable.Range(0, nodes).Where(node => !faults.Any(f => f.Node == node && f.After + f.Lasts + TimeSpan.FromSeconds(5) > after)).ToList();
            var node = kind == FaultKind.Join ? nodes : free.Count > 0 ? free[random.Next(free.Count)] : -1;
            var other = (node + random.Next(1, nodes)) % nodes;
            if (node >= 0)
                faults.Add(new Fault(kind, node, other, after, lasts));
            after += TimeSpan.FromSeconds(2 + 10 * random.NextDouble());
        }
        return faults;
    }
}

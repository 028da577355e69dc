using Akka.Actor;

namespace Tale.Actors.Cluster;

/// <summary>
/// Members that have their lease of a database and no row in it, where this node has its own: theirs is another one, such as a copy. The membership watch's.
/// </summary>
internal sealed class Elsewhere
{
    private readonly HashSet<(int Database, Address Node)> _said = [];
    private HashSet<(int Database, Address Node)> _before = [];
    private HashSet<(int Database, Address Node)> _now = [];

    /// <summary>A look begins.</summary>
    public void Begin()
    {
        _said.IntersectWith(_now);
        (_before, _now) = (_now, []);
    }

    /// <summary>A member has its lease, and no row. Once is nothing: what was read of the others may be older than its lease.</summary>
    /// <returns>So it was at the look before, and it has not been said.</returns>
    public bool IsToBeSaid(int database, Address node)
    {
        _now.Add((database, node));
        return _before.Contains((database, node)) && _said.Add((database, node));
    }
}

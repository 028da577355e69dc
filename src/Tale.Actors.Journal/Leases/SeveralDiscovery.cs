using Tale.Actors.Index;

namespace Tale.Actors.Journal.Leases;

/// <summary>
/// Nodes that have several databases together. Whoever is at work in one of them can be joined; the turn to begin a cluster is one, in the first database,
/// and nobody begins while that does not answer.
/// </summary>
/// <param name="open">Connects to each of them, in their order.</param>
internal sealed class SeveralDiscovery(IReadOnlyList<Func<IDiscovery>> open) : IDiscovery
{
    private readonly IDiscovery?[] _databases = new IDiscovery?[open.Count];
    private bool _hasTurn;

    public bool TryTakeTurn() => _hasTurn = InFirst(first => first.TryTakeTurn());

    /// <exception cref="AggregateException">None of them answers; or the first one, whose turn this node has, does not.</exception>
    public IReadOnlyList<string> AtWork()
    {
        var atWork = new HashSet<string>();
        var troubles = new List<Exception>();
        for (var i = 0; i < open.Count; i++)
        {
            try
            {
                atWork.UnionWith(Of(i).AtWork());
            }
            catch (Exception e) when (!(i == 0 && _hasTurn))
            {
                Drop(i);
                troubles.Add(e);
            }
        }
        return troubles.Count < open.Count ? [.. atWork] : throw new AggregateException(troubles);
    }

    public IReadOnlyList<string> Announced() => Of(0).Announced();

    public IReadOnlyList<string> Silent() => Of(0).Silent();

    public void Dispose()
    {
        for (var i = 0; i < _databases.Length; i++)
            Drop(i);
    }

    private bool InFirst(Func<IDiscovery, bool> ask)
    {
        try
        {
            return ask(Of(0));
        }
        catch (Exception)
        {
            Drop(0);   // it says why when it is asked who is at work
            return false;
        }
    }

    private IDiscovery Of(int database) => _databases[database] ??= open[database]();

    private void Drop(int database)
    {
        _databases[database]?.Dispose();
        _databases[database] = null;
    }
}

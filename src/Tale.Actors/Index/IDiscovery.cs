namespace Tale.Actors.Index;

/// <summary>Where the nodes of a cluster find each other: in the database that they use together. For one thread at a time.</summary>
internal interface IDiscovery : IDisposable
{
    /// <summary>
    /// Whether it is this node's turn to begin the cluster, should there be none. Then it is nobody else's until this is disposed, or its connection
    /// ends; its address stands among those of silent nodes from then on, so that it is found even if the connection ends. Never a client's.
    /// </summary>
    bool TryTakeTurn();
    /// <summary>The addresses of the nodes that are at work, as their cluster names them.</summary>
    IReadOnlyList<string> AtWork();

    /// <summary>The addresses of other nodes that had the turn, may have begun a cluster, and are not at work yet.</summary>
    IReadOnlyList<string> Announced();

    /// <summary>The addresses of the nodes whose leases have run out, and who may be at work all the same.</summary>
    IReadOnlyList<string> Silent();
}

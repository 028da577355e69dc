namespace Tale.Actors.Journal.Leases;

/// <summary>The rows of a cluster's nodes that are at work in a database. For one thread; after an exception another one is opened.</summary>
internal interface IMemberStore : IDisposable
{
    /// <summary>From now on the node is one of them.</summary>
    void Join(string node, string address, TimeSpan duration);

    /// <summary>Lets its lease last from now.</summary>
    /// <returns>False: it was struck out.</returns>
    bool Stay(string node, TimeSpan duration);

    /// <summary>It is not one of them any more.</summary>
    void Leave(string node);

    /// <summary>The node at this address is not one of them any more, if the one that says so is.</summary>
    void StrikeOut(string address, string by);

    /// <summary>The addresses of the others whose leases last.</summary>
    IReadOnlyList<string> Others(string node);
}

namespace Tale.Actors.Journal.Leases;

/// <summary>The rows of a cluster's nodes that are at work in a database. For one thread; after an exception another one is opened.</summary>
internal interface IMemberStore : IDisposable
{
    /// <summary>From now on the node is one of them; what was announced of it goes.</summary>
    /// <returns>False: it was struck out before.</returns>
    bool Join(string node, string address, string knows, TimeSpan duration);

    /// <summary>Whoever had the same place before this node is dead: two processes do not listen at one.</summary>
    void ForgetPredecessors(string node, string address);

    /// <summary>Lets its lease last from now.</summary>
    /// <returns>False: it was struck out.</returns>
    bool Stay(string node, TimeSpan duration);

    /// <summary>It is not one of them any more; what was announced of it goes too.</summary>
    void Leave(string node);

    /// <summary>The node at this address is not one of them any more, nor will be, if the one that says so is.</summary>
    /// <returns>How long it may believe yet that it is; zero: not at all. Null: the one that says so is out itself.</returns>
    TimeSpan? StrikeOut(string address, string by);

    /// <summary>The addresses of the others whose leases last, with what they know.</summary>
    /// <param name="read">The addresses of those of whom that has been read: it is null.</param>
    IReadOnlyList<(string Address, string? Knows)> Others(string node, IReadOnlyCollection<string> read);

    /// <summary>The addresses of the others whose leases have run out, and who may go on all the same.</summary>
    IReadOnlyList<string> Lapsed(string node);

    /// <summary>Those at these addresses whose leases have run out are not one of them any more.</summary>
    void StrikeOutLapsed(IReadOnlyCollection<string> addresses);

    /// <summary>Whether another one is struck out, and may believe yet that it is not.</summary>
    bool IsAnyFalling(string node);

    /// <summary>The address stands here from now on, among those whose leases have run out. It is no lease, and whoever strikes it out does no harm.</summary>
    void Announce(string node, string address);

    /// <summary>The addresses that others have announced, and that stand nowhere else yet.</summary>
    IReadOnlyList<string> Announced(string node);

    /// <summary>Whether it is this connection's turn to begin a cluster; as long as it lasts it is nobody else's then.</summary>
    bool TryTakeTurn();
}

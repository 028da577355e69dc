namespace Tale.Actors.Journal.Storage;

/// <summary>A connection to the row that says which node owns the database. For one thread; after an exception another one is opened.</summary>
internal interface ILeaseStore : IDisposable
{
    /// <summary>Who owns the database; null: nobody does.</summary>
    LeaseRow? Read();

    /// <summary>Makes a node the owner, unless somebody else was faster.</summary>
    /// <param name="from">The row as it was read; null: there was none.</param>
    /// <param name="owner">The node.</param>
    /// <param name="name">The node, for people.</param>
    /// <param name="duration">How long the lease lasts from now.</param>
    /// <returns>False: the row is not as it was read any more.</returns>
    bool Take(LeaseRow? from, string owner, string name, TimeSpan duration);

    /// <summary>Lets the lease last from now.</summary>
    /// <returns>False: another node owns the database, or nobody does.</returns>
    bool Renew(string owner, TimeSpan duration);

    /// <summary>Nobody owns the database any more, if this node did.</summary>
    void Release(string owner);
}

using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Leases;

/// <summary>A node's claim to a database, alone or as one of a cluster. For one thread at a time.</summary>
internal interface ILeaseClaim : IDisposable
{
    ILeaseDatabase Database { get; }

    TimeSpan Duration { get; }

    /// <summary>Why it cannot be taken yet although nobody else owns the database; null: it can be.</summary>
    string? Impediment { get; }

    /// <summary>How soon it is worth trying again to take it.</summary>
    TimeSpan Retry { get; }

    /// <summary>What is to be done when somebody else owns the database, for people.</summary>
    string Remedy(LeaseRow owner);

    /// <returns>Null: taken, unless there is an impediment. Otherwise who owns the database.</returns>
    LeaseRow? TryTake();

    /// <returns>Null: renewed. Otherwise what has become of it.</returns>
    string? Renew();

    void Release();
}

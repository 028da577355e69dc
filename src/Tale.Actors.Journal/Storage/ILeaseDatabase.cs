namespace Tale.Actors.Journal.Storage;

/// <summary>A database that one node owns at a time.</summary>
internal interface ILeaseDatabase
{
    /// <summary>The database, for people.</summary>
    string Name { get; }

    /// <summary>Whether every owner has a lock file of its own; otherwise there is one for all of them.</summary>
    bool HasLockFilePerOwner { get; }

    /// <summary>The file that an owner locks for as long as its process lives.</summary>
    string LockFile(string owner);

    /// <summary>Connects; the schema is seen to as for any other connection.</summary>
    ILeaseStore Open();
}

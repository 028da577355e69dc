namespace Tale.Actors.Journal.Leases;

/// <summary>What the lock file tells of the process of an owner.</summary>
internal enum OwnerState
{
    /// <summary>Nothing: it runs on another machine, or as another user.</summary>
    Unknown,

    /// <summary>It is there, running or paused.</summary>
    Alive,

    /// <summary>It has ended: the operating system has let go of its lock.</summary>
    Ended,
}

namespace Tale.Actors.Index;

/// <summary>
/// One holding of a lease: what was read from a log in it is up to date as long as it lasts. It may begin before the lease is held.
/// </summary>
internal readonly record struct Tenure(ILease Lease, long Term)
{
    /// <summary>The present one. Before the log is read: what is in it from a later term is read in the next one.</summary>
    public static Tenure Of(ILease lease) => new(lease, lease.Term);

    /// <summary>Whether the lease is held for certain now, and no other node has held it meanwhile.</summary>
    public bool IsHeld => Lease.IsHeld(Term);

    /// <summary>Another node may have gone on: the log is to be read again.</summary>
    public bool IsOver => Lease.Term != Term;
}

namespace Tale.Actors.Index;

/// <summary>Nobody else can open the database, or something else (a cluster) sees to it that no two nodes run the same transaction.</summary>
internal sealed class NoLease : ILease
{
    public static readonly NoLease Instance = new();

    /// <summary>Of whatever log.</summary>
    public static readonly ILeases<ILease> Everywhere = new Leases<NoLease>([Instance]);

    private NoLease()
    {
    }

    public long Term => 0;

    public string? Refusal => null;

    public bool IsHeld(long term) => true;

    public void OnChange(Action changed)
    {
        // It never changes.
    }
}

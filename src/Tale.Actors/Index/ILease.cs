namespace Tale.Actors.Index;

/// <summary>
/// Whether this node is the one that may run the transactions of a database (docs/adr/0024). Asked on any thread before every effect, so the
/// answer costs nothing.
/// </summary>
internal interface ILease
{
    /// <summary>
    /// The number of the present holding. Another one as soon as another node may have run transactions meanwhile: what was read from logs
    /// before may be out of date.
    /// </summary>
    long Term { get; }

    /// <summary>Why nothing is started here now; null while the lease is held.</summary>
    string? Refusal { get; }

    /// <summary>Whether the lease is held for certain now, and no other node has held it since that term began.</summary>
    bool IsHeld(long term);

    /// <summary>Has it called, on any thread, whenever the lease is held again, or the term has become another one.</summary>
    void OnChange(Action changed);
}

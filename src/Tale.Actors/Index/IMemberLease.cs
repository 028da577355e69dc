namespace Tale.Actors.Index;

/// <summary>Whether this node of a cluster may run transactions: as long as it says so itself in time, and the others have not struck it out.</summary>
internal interface IMemberLease : ILease
{
    /// <summary>The addresses of the other nodes that are at work in the database, as they were a moment ago.</summary>
    IReadOnlyCollection<string> Others { get; }

    /// <summary>
    /// The cluster has lost a node: its lease is taken from it, so that it begins nothing more, wherever it is. Never fails: what is not taken ends
    /// by itself.
    /// </summary>
    Task StrikeOutAsync(string address);
}

namespace Tale.Actors.Index;

/// <summary>Whether this node of a cluster may run transactions: as long as it says so itself in time, and the others have not struck it out.</summary>
internal interface IMemberLease : ILease
{
    /// <summary>The other nodes that are at work in the database, as they were a moment ago.</summary>
    IReadOnlyCollection<OtherMember> Others { get; }

    /// <summary>What has been read of a member, whether its lease lasts at this moment or not; null: nothing yet.</summary>
    OtherMember? Known(string address);

    /// <summary>The others have gone on without this node: it is never held again.</summary>
    bool IsStruckOut { get; }

    /// <summary>It has no lease, and found at its last try, just now, that nodes are at work which are no members of its cluster.</summary>
    bool IsBesideStrangers { get; }

    /// <summary>A node that is struck out, or is to be, may believe in its lease yet: what it had is not taken over now.</summary>
    bool AwaitsStruckOut { get; }

    /// <summary>
    /// The cluster has lost a node: its lease is taken from it, so that it begins nothing more, wherever it is. Ends when it cannot believe in it
    /// any more; a database that does not answer is asked again until it does. Never fails.
    /// </summary>
    Task StrikeOutAsync(string address);
}

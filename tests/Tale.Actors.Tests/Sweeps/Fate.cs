namespace Tale.Actors.Tests.Sweeps;

/// <summary>What becomes of a write.</summary>
internal enum Fate
{
    Stored,

    /// <summary>Not stored, and the writer is told that it failed.</summary>
    Failed,

    /// <summary>Stored, and the writer is told that it failed.</summary>
    StoredButFailed,

    /// <summary>Not stored for what it holds, and the writer is told so.</summary>
    Rejected,

    /// <summary>Not stored, and the writer is told nothing.</summary>
    Hung,

    /// <summary>Stored, and the writer is told nothing.</summary>
    StoredButHung,

    /// <summary>The writer is told nothing. It is stored at the worst moment: right after the next incarnation has read the log.</summary>
    StoredLate,

    /// <summary>Stored, and the writer is told when the test says so.</summary>
    Held,

    /// <summary>Not stored, and from now on nothing of this transaction reaches the journal of this node: its process is dead.</summary>
    Dead,

    /// <summary>Stored, and from then on as <see cref="Dead"/>.</summary>
    StoredThenDead,
}

namespace Tale.Actors.Tests.Sweeps;

/// <summary>How long a failed attempt waits before it is made again.</summary>
public enum Waits
{
    /// <summary>Not at all: the event that says that it failed issues the next one.</summary>
    Not,

    /// <summary>Seconds, spent in memory.</summary>
    Seconds,

    /// <summary>Hours, spent out of memory: the index brings the transaction back.</summary>
    Hours,
}

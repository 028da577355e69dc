namespace Tale.Actors.Tests.Core.Properties;

/// <summary>What whoever came from outside is told.</summary>
internal enum Told
{
    /// <summary>It is stored, or was before.</summary>
    Done,

    Refused,

    /// <summary>It is over, and this is how it ended.</summary>
    Outcome,
}

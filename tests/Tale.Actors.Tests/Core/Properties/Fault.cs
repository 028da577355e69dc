namespace Tale.Actors.Tests.Core.Properties;

/// <summary>What can end an incarnation.</summary>
internal enum Fault
{
    /// <summary>The process dies.</summary>
    Crash,

    /// <summary>Another owner goes on, and this one does not know yet.</summary>
    LostOwnership,

    /// <summary>It leaves in order.</summary>
    Leave,

    /// <summary>The journal rejects what it writes.</summary>
    RejectedWrite,

    /// <summary>The next incarnation does not have the definition.</summary>
    MissingDefinition,
}

namespace Tale.Actors.Tests.Core.Properties;

internal enum Result
{
    None,
    Succeeded,

    /// <summary>An operator had the transaction go on without it.</summary>
    Skipped,

    Failed,
    Unknown,
    Escalated,
}

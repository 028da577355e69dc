namespace Tale.Actors.Tests.Core.Properties;

internal enum ShotKind
{
    Start,
    Get,
    Watch,
    Plan,
    Executed,
    ExecuteFailed,
    Compensated,
    CompensateFailed,
    NotBegun,
    Recover,
    Tick,
    Leave,
    Cancel,
    Operate,
    Signal,
    Undo,

    /// <summary>No command: an operator has what is stuck tried again.</summary>
    Resume,

    /// <summary>No command: the definition is missing.</summary>
    GoMissing,
}

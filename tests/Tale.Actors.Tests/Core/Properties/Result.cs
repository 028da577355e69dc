namespace Tale.Actors.Tests.Core.Properties;

internal enum Result
{
    None,
    Succeeded,
    Failed,
    Unknown,
    Escalated,
}

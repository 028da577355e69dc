namespace Tale.Actors.Tests.Core.Properties;

/// <summary>What becomes of a step that nobody knows the outcome of.</summary>
public enum IfUnknown
{
    IsUndone,
    HasFailed,
    NeedsOperator,
}

namespace Tale.Actors.Core;

internal static class SuspensionCauses
{
    /// <summary>Whether the transaction goes on once a node can fold its log, without an operator.</summary>
    public static bool ResumesByItself(this SuspensionCause cause) =>
        cause is SuspensionCause.DefinitionMissing or SuspensionCause.LogUnreadable;
}

namespace Tale.Actors.Core;

/// <summary>Why a log cannot be folded on this node today.</summary>
internal sealed record LogProblem(SuspensionCause Cause, string Reason)
{
    public static LogProblem Missing(string reason) => new(SuspensionCause.DefinitionMissing, reason);

    public static LogProblem Unreadable(string what) =>
        new(
            SuspensionCause.LogUnreadable,
            $"The log cannot be read by this version of Tale: {what}. It resumes on a node that can read it.");
}

namespace Tale.Actors.Core;

/// <summary>Why a log cannot be folded on this node today.</summary>
internal sealed record LogProblem(SuspensionCause Cause, string Reason)
{
    /// <summary>Events are missing: nothing is appended to what is left, not even that it is suspended.</summary>
    public bool IsHole { get; private init; }

    /// <param name="before">The number of the last event before the hole; 0: the beginning is missing.</param>
    /// <param name="next">The number of the first event after it.</param>
    public static LogProblem Hole(long before, long next)
    {
        var what = before == 0
            ? $"The log has lost its beginning: its first event is number {next}"
            : $"The log has a hole: event {next} follows event {before}";
        return new(
            SuspensionCause.LogUnreadable,
            $"{what}. Nothing is appended to it. Restore the missing events, and it resumes at the next start of a node.")
        {
            IsHole = true,
        };
    }

    public static LogProblem Missing(string reason) => new(SuspensionCause.DefinitionMissing, reason);

    public static LogProblem Unreadable(string what) =>
        new(
            SuspensionCause.LogUnreadable,
            $"The log cannot be read by this version of Tale: {what}. It resumes on a node that can read it.");
}

namespace Tale.Actors.Core;

/// <summary>
/// A step's open attempt. The end of an incarnation makes issued ones doubtful, never ones that wait: those had not begun.
/// </summary>
internal abstract record OpenAttempt
{
    private OpenAttempt()
    {
    }

    /// <summary>Not begun: its time has not come, or an incarnation that left in order withdrew it.</summary>
    internal sealed record Waiting(DateTimeOffset DueAt) : OpenAttempt;

    /// <summary>In the hands of the incarnation of this epoch.</summary>
    /// <param name="At">When the event was decided that issued it: the attempt begins as soon as there is room for it.</param>
    internal sealed record Issued(long Epoch, DateTimeOffset At) : OpenAttempt;
}

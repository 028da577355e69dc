namespace Tale.Actors.Core;

/// <summary>
/// A step's open attempt. The end of an incarnation makes issued ones doubtful, never ones that wait: those had not begun.
/// </summary>
internal abstract record OpenAttempt
{
    private OpenAttempt()
    {
    }

    /// <summary>When something becomes of it by itself; null: nothing does.</summary>
    public DateTimeOffset? DueAt => this switch
    {
        Waiting waiting => waiting.At,
        Awaiting awaiting => awaiting.Until,
        _ => null,
    };

    /// <summary>Not begun: its time has not come, or an incarnation that left in order withdrew it.</summary>
    /// <param name="At">When it is due.</param>
    internal sealed record Waiting(DateTimeOffset At) : OpenAttempt;

    /// <summary>A step that is to wait for something from outside. That it does so is the next thing the log says.</summary>
    internal sealed record Opened : OpenAttempt;

    /// <summary>The step waits for something from outside, and no attempt of it is made before that has come.</summary>
    /// <param name="Until">When it has waited for long enough; null: never.</param>
    internal sealed record Awaiting(DateTimeOffset? Until) : OpenAttempt;

    /// <summary>In the hands of the incarnation of this epoch.</summary>
    /// <param name="At">When the event was decided that issued it: the attempt begins as soon as there is room for it.</param>
    internal sealed record Issued(long Epoch, DateTimeOffset At) : OpenAttempt;
}

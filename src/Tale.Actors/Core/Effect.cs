namespace Tale.Actors.Core;

/// <summary>What the coordinator has to do once the events are stored.</summary>
internal abstract record Effect(AttemptKey Attempt)
{
    /// <summary>Begin the attempt.</summary>
    internal sealed record Issue(AttemptKey Attempt) : Effect(Attempt);

    /// <summary>
    /// The success of an issued execution is no longer wanted: cancel it if it runs and <paramref name="CancelRunning"/> is set.
    /// If it has not begun, do not begin it and say so with <see cref="Command.NotBegun"/>.
    /// </summary>
    internal sealed record Unwanted(AttemptKey Attempt, bool CancelRunning) : Effect(Attempt);

    /// <summary>Nobody waits any longer for an attempt that was issued: tell it to end, and drop whatever comes of it.</summary>
    internal sealed record Abandon(AttemptKey Attempt) : Effect(Attempt);
}

namespace Tale.Actors.Protocol;

/// <summary>What went wrong in one attempt: the error as data, so that it survives restarts and travels between nodes.</summary>
/// <param name="Type">
/// The error's short type name, for example <c>TimeoutException</c>. Information only, never used to load a type.
/// </param>
/// <param name="Message">The error's message, cut to the configured length.</param>
/// <param name="Attempt">The attempt it belongs to, counted from 1.</param>
/// <param name="At">When it was recorded (UTC).</param>
public sealed record AttemptFailure(string Type, string Message, int Attempt, DateTimeOffset At)
{
    /// <summary>
    /// The attempt failed, and may have taken effect all the same: a connection broke while the answer was awaited. If no attempt succeeds
    /// the step's outcome is unknown, and it is undone. Default: false, a definite failure.
    /// </summary>
    public bool MayHaveTakenEffect { get; init; }

    /// <summary>The type and the message, as one line.</summary>
    public override string ToString() => $"{Type}: {Message}";
}

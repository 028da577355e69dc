using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>What the core is told. Everything that is not pure, such as time and chance, comes in with it.</summary>
internal abstract record Command
{
    /// <summary>The answer to an attempt. One of another epoch or attempt than the open one changes nothing.</summary>
    internal abstract record Answer(int Step, long Epoch, int Attempt) : Command;

    /// <param name="Output">Null: the step kept its input as its output.</param>
    internal sealed record Executed(int Step, long Epoch, int Attempt, Payload? Output) : Answer(Step, Epoch, Attempt);

    internal sealed record ExecuteFailed(int Step, long Epoch, int Attempt, AttemptError Error) : Answer(Step, Epoch, Attempt);

    internal sealed record Compensated(int Step, long Epoch, int Attempt) : Answer(Step, Epoch, Attempt);

    internal sealed record CompensateFailed(int Step, long Epoch, int Attempt, AttemptError Error) : Answer(Step, Epoch, Attempt);

    /// <summary>The attempt was given up while it waited, or before it was issued: it never started.</summary>
    internal sealed record RetryGivenUp(int Step, long Epoch, int Attempt) : Answer(Step, Epoch, Attempt);

    /// <summary>A new life of the coordinator has read the log and takes over.</summary>
    internal sealed record Recover : Command;
}

/// <summary>What the supervisor decided about a failed attempt.</summary>
internal enum Verdict
{
    /// <summary>Try again while the retry policy has attempts left.</summary>
    Retry,

    /// <summary>Give up and compensate.</summary>
    GiveUp,

    /// <summary>Carry on with the input as the output.</summary>
    KeepState,

    /// <summary>Wait for an operator.</summary>
    Escalate,

    /// <summary>It was cut off: nobody knows whether it took effect.</summary>
    Unknown,
}

/// <param name="Jitter">A sample from 0 to 1, drawn outside the core.</param>
/// <param name="RetryAfter">When the participant asked for a delay of its own.</param>
/// <param name="MayHaveTakenEffect">The step's code does not know.</param>
internal sealed record AttemptError(
    string Type, string Message, Verdict Verdict, double Jitter, TimeSpan? RetryAfter = null, bool MayHaveTakenEffect = false);

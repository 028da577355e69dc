namespace Tale.Actors.Core;

/// <summary>An error, judged.</summary>
/// <param name="Jitter">A sample from 0 to 1, drawn outside the core.</param>
/// <param name="RetryAfter">When the participant asked for a delay of its own.</param>
/// <param name="MayHaveTakenEffect">Whether the attempt may have taken effect all the same.</param>
internal sealed record AttemptError(
    string Type, string Message, Verdict Verdict, double Jitter, TimeSpan? RetryAfter = null, bool MayHaveTakenEffect = false)
{
    /// <summary>Its type; never its message, which may be secret.</summary>
    public override string ToString() => $"{Type}, {Verdict}";

    /// <summary>Whether whoever says it knows of all attempts of the step, and that none took effect.</summary>
    public bool NoneTookEffect { get; init; }
}

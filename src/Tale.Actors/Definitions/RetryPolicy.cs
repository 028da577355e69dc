namespace Tale.Actors.Definitions;

/// <summary>
/// How often and when a failed attempt is tried again. The delay before retry n (from 1) is
/// <c>InitialDelay * BackoffFactor^(n-1)</c>, at most <see cref="MaxDelay"/>, of which a random part up to <see cref="Jitter"/> is taken
/// off. Attempt counts and due times are events: neither a crash nor a long backoff resets them.
/// </summary>
public sealed record RetryPolicy
{
    /// <summary>One attempt, no retry: the default of a step.</summary>
    public static readonly RetryPolicy None = new();

    /// <summary>
    /// The default of a compensation: 8 retries from 500 ms, doubling up to 1 minute, jitter 0.2; about 2 minutes in all.
    /// </summary>
    // Never change it: it is part of the hash of every definition that does not say otherwise.
    public static readonly RetryPolicy CompensationDefault =
        Exponential(8, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1), jitter: 0.2);

    /// <summary>No delay is longer, also one that a participant asks for.</summary>
    internal static readonly TimeSpan LongestDelay = TimeSpan.FromDays(30);

    /// <summary>
    /// Retries after the first attempt: <c>2</c> means three attempts. Default 0; <see cref="int.MaxValue"/> means for ever.
    /// </summary>
    public int MaxRetries { get; init; }

    /// <summary>The delay before the first retry. Default: none.</summary>
    public TimeSpan InitialDelay { get; init; } = TimeSpan.Zero;

    /// <summary>By what the delay grows from retry to retry, 1 to 100. Default 2.</summary>
    public double BackoffFactor { get; init; } = 2;

    /// <summary>The longest delay. Default 5 minutes.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The part of a delay, 0 to 1, that is random. Default 0.</summary>
    public double Jitter { get; init; }

    /// <summary>Retries at once.</summary>
    /// <param name="maxRetries">Retries after the first attempt.</param>
    public static RetryPolicy Immediate(int maxRetries) => new() { MaxRetries = maxRetries };

    /// <summary>Retries with an exponential backoff.</summary>
    /// <param name="maxRetries">Retries after the first attempt.</param>
    /// <param name="initialDelay">The delay before the first retry.</param>
    /// <param name="maxDelay">The longest delay. Default 5 minutes.</param>
    /// <param name="backoffFactor">By what the delay grows from retry to retry.</param>
    /// <param name="jitter">The part of a delay, 0 to 1, that is random.</param>
    public static RetryPolicy Exponential(
        int maxRetries, TimeSpan initialDelay, TimeSpan? maxDelay = null, double backoffFactor = 2, double jitter = 0) => new()
        {
            MaxRetries = maxRetries,
            InitialDelay = initialDelay,
            MaxDelay = maxDelay ?? TimeSpan.FromMinutes(5),
            BackoffFactor = backoffFactor,
            Jitter = jitter,
        };

    /// <summary>What is wrong with the numbers; nothing when all is well.</summary>
    internal IEnumerable<string> Problems()
    {
        if (MaxRetries < 0)
            yield return $"MaxRetries is {MaxRetries}; it must be 0 or more";
        if (InitialDelay < TimeSpan.Zero)
            yield return $"InitialDelay is {InitialDelay}; it must not be negative";
        if (MaxDelay <= TimeSpan.Zero || MaxDelay > LongestDelay)
            yield return $"MaxDelay is {MaxDelay}; it must be above zero and at most 30 days";
        if (InitialDelay > MaxDelay)
            yield return $"InitialDelay ({InitialDelay}) is longer than MaxDelay ({MaxDelay})";
        if (!(BackoffFactor is >= 1 and <= 100))
            yield return $"BackoffFactor is {BackoffFactor}; it must be between 1 and 100";
        if (!(Jitter is >= 0 and <= 1))
            yield return $"Jitter is {Jitter}; it must be between 0 and 1";
    }
}

using Tale.Actors.Definitions;

namespace Tale.Actors.Core;

/// <summary>When a retry is due.</summary>
internal static class Backoff
{
    /// <param name="retry">The retry's number, from 1.</param>
    /// <param name="sample">A random number from 0 to 1.</param>
    public static TimeSpan Delay(RetryPolicy policy, int retry, double sample)
    {
        if (policy.InitialDelay == TimeSpan.Zero)
            return TimeSpan.Zero;
        // Infinity for a large retry number is fine: the minimum with the cap is finite.
        var ticks = Math.Min(policy.InitialDelay.Ticks * Math.Pow(policy.BackoffFactor, retry - 1), policy.MaxDelay.Ticks);
        return TimeSpan.FromTicks((long)(ticks * (1 - (policy.Jitter * sample))));
    }
}

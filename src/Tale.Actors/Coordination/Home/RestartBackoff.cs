using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Home;

/// <summary>
/// How long a coordinator that failed stays away: doubled from failure to failure, half of it random. A command for it makes one meanwhile: when that
/// fails too, it comes back when it would have come back anyway, or each question would bring it back once more.
/// </summary>
internal sealed class RestartBackoff(TaleSettings settings, Random random)
{
    private const int MostDoublings = 30;

    private readonly Dictionary<string, (int Count, DateTimeOffset BackAt)> _failures = [];

    /// <summary>When it is to be brought back; null: that has been seen to, at its last failure.</summary>
    public DateTimeOffset? Next(string transactionId, DateTimeOffset now)
    {
        var (count, backAt) = _failures.GetValueOrDefault(transactionId);
        // Further off than it can be: the clock was set back, and nothing is known to be on its way.
        if (backAt > now && backAt - now <= settings.RestartMaxBackoff)
            return null;
        var failures = Math.Min(count + 1, MostDoublings);
        var backoff = Math.Min(settings.RestartMinBackoff.Ticks * Math.Pow(2, failures - 1), settings.RestartMaxBackoff.Ticks);
        backAt = now + TimeSpan.FromTicks((long)(backoff * (0.5 + (0.5 * random.NextDouble()))));
        _failures[transactionId] = (failures, backAt);
        return backAt;
    }

    public void Forget(string transactionId) => _failures.Remove(transactionId);
}

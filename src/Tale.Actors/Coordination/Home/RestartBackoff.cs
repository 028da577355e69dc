using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Home;

/// <summary>How long a coordinator that failed stays away: doubled from failure to failure, half of it random.</summary>
internal sealed class RestartBackoff(TaleSettings settings, Random random)
{
    private const int MostDoublings = 30;

    private readonly Dictionary<string, int> _failures = [];

    public TimeSpan Next(string transactionId)
    {
        var failures = _failures[transactionId] = Math.Min(_failures.GetValueOrDefault(transactionId) + 1, MostDoublings);
        var backoff = Math.Min(settings.RestartMinBackoff.Ticks * Math.Pow(2, failures - 1), settings.RestartMaxBackoff.Ticks);
        return TimeSpan.FromTicks((long)(backoff * (0.5 + (0.5 * random.NextDouble()))));
    }

    public void Forget(string transactionId) => _failures.Remove(transactionId);
}

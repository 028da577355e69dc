namespace Tale.Actors.Definitions;

/// <summary>How long a transaction may wait for a signal, or for a time.</summary>
internal static class WaitDuration
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    /// <summary>Null: there is no problem.</summary>
    public static string? Problem(TimeSpan duration) => duration > TimeSpan.Zero && duration <= Longest
        ? null
        : $"{duration}; it must be above zero and at most {Longest.TotalDays:0} days";
}

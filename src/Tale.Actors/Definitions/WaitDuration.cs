namespace Tale.Actors.Definitions;

/// <summary>How long a transaction may wait for a signal, or for a time.</summary>
internal static class WaitDuration
{
    /// <summary>Null: there is no problem.</summary>
    public static string? Problem(TimeSpan duration) => TimeLimit.IsValid(duration)
        ? null
        : $"{duration}; it must be above zero and at most {TimeLimit.Longest.Days} days";
}

using System.Globalization;

namespace Tale.Actors.Definitions;

/// <summary>How long an attempt may be allowed to take. The one home of the rule.</summary>
internal static class StepTimeout
{
    /// <param name="own">The step's own; null: it has none.</param>
    /// <param name="otherwise">The node's; zero: it has none.</param>
    /// <returns>Null: no limit.</returns>
    public static TimeSpan? Of(TimeSpan? own, TimeSpan otherwise)
    {
        var timeout = own ?? otherwise;
        return timeout == TimeSpan.Zero || timeout == Timeout.InfiniteTimeSpan ? null : timeout;
    }

    /// <summary>Why it cannot be used; null: it can.</summary>
    public static string? Problem(TimeSpan? own) => own is not { } timeout || IsValid(timeout) ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"{timeout}; it must be above zero and at most {TimeLimit.Longest.Days} days, or Timeout.InfiniteTimeSpan for none");

    private static bool IsValid(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan || TimeLimit.IsValid(timeout);
}

using System.Globalization;

namespace Tale.Actors.Definitions;

/// <summary>How long a transaction may be allowed to take. The one home of the rule.</summary>
internal static class TransactionDeadline
{
    public static bool IsValid(TimeSpan deadline) => TimeLimit.IsValid(deadline);

    public static string Problem(TimeSpan deadline) => string.Create(
        CultureInfo.InvariantCulture, $"the deadline is {deadline}; it must be above zero and at most {TimeLimit.Longest.Days} days");
}

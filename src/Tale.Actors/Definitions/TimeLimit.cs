namespace Tale.Actors.Definitions;

/// <summary>How long anything may be given: an attempt, a wait, a whole transaction. The one home of the bound.</summary>
internal static class TimeLimit
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    public static bool IsValid(TimeSpan time) => time > TimeSpan.Zero && time <= Longest;
}

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>How often a step is tried again, and after which times.</summary>
public sealed record RetrySpec(int Times, Wait Wait)
{
    public static readonly RetrySpec None = new(0, Wait.NoTime);

    /// <summary>The times as they ought to be: twice as long from retry to retry, up to the longest.</summary>
    public TimeSpan After(int attempt) => (Wait, attempt) switch
    {
        (Wait.NoTime, _) => TimeSpan.Zero,
        (Wait.Seconds, 1) => TimeSpan.FromSeconds(20),
        (Wait.Seconds, 2) => TimeSpan.FromSeconds(40),
        (Wait.Seconds, _) => Longest,
        (_, 1) => TimeSpan.FromHours(3),
        _ => Longest,
    };

    public TimeSpan Longest => Wait == Wait.Hours ? TimeSpan.FromHours(5) : TimeSpan.FromSeconds(75);

    public override string ToString() => $"{Times} {Wait}";
}

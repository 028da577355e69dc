namespace Tale.Actors.Tests.Core.Properties;

/// <summary>How often a run suffers what, per turn.</summary>
internal sealed record Faults
{
    public static readonly Faults None = new();

    public static readonly Faults Crashes = new() { Crash = 0.2 };

    public static readonly Faults All = new()
    {
        Crash = 0.04, LostOwnership = 0.04, Leave = 0.06, RejectedWrite = 0.04, MissingDefinition = 0.02, StaleAnswer = 0.1,
    };

    public double Crash { get; init; }

    public double LostOwnership { get; init; }

    public double Leave { get; init; }

    public double RejectedWrite { get; init; }

    public double MissingDefinition { get; init; }

    /// <summary>An answer that is stale, which is no fault of the incarnation.</summary>
    public double StaleAnswer { get; init; }

    public Fault? Draw(Random random)
    {
        var chance = random.NextDouble();
        foreach (var (fault, rate) in new[]
        {
            (Fault.Crash, Crash), (Fault.LostOwnership, LostOwnership), (Fault.Leave, Leave), (Fault.RejectedWrite, RejectedWrite),
            (Fault.MissingDefinition, MissingDefinition),
        })
        {
            if ((chance -= rate) < 0)
                return fault;
        }
        return null;
    }
}

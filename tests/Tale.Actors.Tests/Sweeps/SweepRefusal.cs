namespace Tale.Actors.Tests.Sweeps;

/// <summary>A write that was refused because another owner had written.</summary>
internal sealed record SweepRefusal(string Id, DateTimeOffset At, long Order);

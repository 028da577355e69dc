namespace Tale.Actors.Tests.Sweeps;

/// <summary>One transaction of a sweep, and what is done to it.</summary>
/// <param name="Point">At which event, or at which write, counted from 1; 0: nothing is done to it.</param>
/// <param name="What">What is done there.</param>
internal sealed record Scenario(Road Road, Waits Waits, int Point, string What)
{
    private int _strikes;

    public string Id { get; } = $"{Road}-{Waits}-{What}-{Point}".Replace(' ', '_');

    public string Definition => SweepDefinition.Name(Road, Waits);

    /// <summary>It has been done.</summary>
    public bool IsStruck => Volatile.Read(ref _strikes) > 0;

    /// <summary>True once: it is to be done now.</summary>
    public bool Strike() => Interlocked.Exchange(ref _strikes, 1) == 0;

    public override string ToString() => $"definition {Definition}, {(Point == 0 ? "undisturbed" : $"{What} {Point}")}";
}

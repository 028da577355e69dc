namespace Tale.Actors.Tests.Sweeps;

/// <summary>What the checker knows of a step, said without the definition: what it comes after, and what it is given.</summary>
internal sealed record SweepStep(string Path, int Input, params string[] After)
{
    public static readonly IReadOnlyList<SweepStep> All =
    [
        new("first", 0),
        new("outer/0/left", 1, "first"),
        new("outer/1/right", 1, "first"),
        new("outer/1/inner/0/up", 2, "outer/1/right"),
        new("outer/1/inner/1/down", 2, "outer/1/right"),
        new("outer/1/inner/join", 0, "outer/1/inner/0/up", "outer/1/inner/1/down"),
        new("outer/join", 0, "outer/0/left", "outer/1/inner/join"),
        new("after", 8, "outer/join"),
        new("last", 9, "after"),
    ];

    public bool IsJoin => Path.EndsWith("join", StringComparison.Ordinal);

    /// <summary>Everything that comes after it, near or far.</summary>
    public IEnumerable<SweepStep> Successors =>
        All.Where(step => step.After.Contains(Path)).SelectMany(step => step.Successors.Prepend(step)).Distinct();
}

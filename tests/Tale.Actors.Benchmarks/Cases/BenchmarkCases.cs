namespace Tale.Actors.Benchmarks.Cases;

/// <summary>What can be measured.</summary>
internal static class BenchmarkCases
{
    public static readonly IReadOnlyDictionary<string, (string Description, Func<BenchmarkOptions, Task<int>> Run)> All =
        new Dictionary<string, (string, Func<BenchmarkOptions, Task<int>>)>
        {
            ["holiday"] = ("The holiday booking: A, all four steps succeed; B, the last one fails for good and three are undone.", HolidayCase.RunAsync),
            ["bare"] = ("For comparison: a persistent actor with five events of 250 bytes, without Tale.", BareCase.RunAsync),
        };
}

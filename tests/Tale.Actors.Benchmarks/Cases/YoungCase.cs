using System.Globalization;
using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>How fast a node is from its first second on, until its code is compiled as well as it is going to be.</summary>
internal static class YoungCase
{
    private static readonly int[] _seconds = [1, 1, 2, 4, 2, 10, 16, 8];

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await using var journal = await JournalChoice.OpenAsync(options.Journal);
        await using var tale = BenchmarkSystem.Start(journal, options.Hocon, Holiday.Definition);
        var client = tale.Client;
        var (age, after8) = (0, 0.0);
        foreach (var seconds in _seconds)
        {
            var window = options with { Warmup = TimeSpan.Zero, Duration = TimeSpan.FromSeconds(seconds) };
            var figures = await ClosedLoop.RunAsync(
                $"young-{age}-{age + seconds}", window, journal, _ => Holiday.BookAsync(client));
            figures.Print(options.Json);
            age += seconds;
            if (age == 10)
                after8 = figures.PerSecond;
            else if (after8 > 0 && seconds == _seconds[^1])
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  after 8 s {after8 / figures.PerSecond:N2} of what it is after 36 s"));
        }
        return 0;
    }
}

using System.Diagnostics;

namespace Tale.Actors.Benchmarks.Measuring;

/// <summary>For cases that are one long thing: measured a few times, the median counts.</summary>
internal static class FixedRuns
{
    public const int Runs = 3;

    public static async Task<List<TimeSpan>> RunAsync(string what, Func<int, Task> work)
    {
        List<TimeSpan> times = [];
        for (var run = 0; run <= Runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            await work(run);
            var time = Stopwatch.GetElapsedTime(start);
            Console.Error.WriteLine($"  {what} {(run == 0 ? "(warm-up)" : $"{run} of {Runs}")}: {time.TotalSeconds:N3} s");
            if (run > 0)
                times.Add(time);
        }
        times.Sort();
        return times;
    }
}

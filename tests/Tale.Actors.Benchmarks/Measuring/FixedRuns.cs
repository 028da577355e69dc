using System.Diagnostics;
using Tale.Actors.Benchmarks.Journals;

namespace Tale.Actors.Benchmarks.Measuring;

/// <summary>One run of one long thing.</summary>
internal sealed record Run(TimeSpan Time, TimeSpan Cpu, double PeakRssMb);

/// <summary>For cases that are one long thing: measured a few times, the median counts.</summary>
internal static class FixedRuns
{
    public const int Runs = 3;

    public static async Task<List<Run>> RunAsync(string what, JournalChoice journal, Func<int, Task> work)
    {
        List<Run> runs = [];
        for (var number = 0; number <= Runs; number++)
        {
            var (start, cpu) = (Stopwatch.GetTimestamp(), Usage.Cpu(journal));
            await work(number);
            var run = new Run(Stopwatch.GetElapsedTime(start), Usage.Cpu(journal) - cpu, Usage.PeakRssMb());
            Console.Error.WriteLine($"  {what} {(number == 0 ? "(warm-up)" : $"{number} of {Runs}")}: {run.Time.TotalSeconds:N3} s");
            if (number > 0)
                runs.Add(run);
        }
        return runs;
    }
}

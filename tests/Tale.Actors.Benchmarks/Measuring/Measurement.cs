using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tale.Actors.Benchmarks.Journals;

namespace Tale.Actors.Benchmarks.Measuring;

/// <summary>The figures of one case.</summary>
internal sealed record Measurement(
    string Case, string Journal, int InFlight, double Seconds, long Transactions, double PerSecond, double P50Ms, double P99Ms,
    double CpuSecondsPer1000, double PeakRssMb, double? BytesPerTransaction = null, double? WritesPerTransaction = null, double? CommitsPerTransaction = null)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private string PerTransaction => string.Concat(
        BytesPerTransaction is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"  {bytes,6:N0} B/transaction") : "",
        WritesPerTransaction is { } writes ? string.Create(CultureInfo.InvariantCulture, $"  {writes,5:N2} writes/transaction") : "",
        CommitsPerTransaction is { } commits ? string.Create(CultureInfo.InvariantCulture, $"  {commits,5:N3} commits/transaction") : "");

    /// <summary>The figures of a case that is one long thing: its median and its longest time, and what all of its runs used.</summary>
    public static Measurement OfRuns(string name, BenchmarkOptions options, List<Run> runs)
    {
        var times = runs.Select(run => run.Time).Order().ToList();
        var median = times[times.Count / 2];
        var cpu = runs.Sum(run => run.Cpu.TotalSeconds) / runs.Count;
        return new Measurement(
            name, options.Journal, options.InFlight, median.TotalSeconds, options.InFlight, options.InFlight / median.TotalSeconds, median.TotalMilliseconds,
            times[^1].TotalMilliseconds, cpu * 1000 / options.InFlight, runs.Max(run => run.PeakRssMb));
    }

    public void Print(bool json) => Console.WriteLine(json ? JsonSerializer.Serialize(this, Web) : string.Create(
        CultureInfo.InvariantCulture,
        $"{Case,-14} {Journal,-10} in flight {InFlight,6}  {PerSecond,9:N0}/s  p50 {P50Ms,8:N2} ms  p99 {P99Ms,8:N2} ms  cpu {CpuSecondsPer1000,6:N3} s/1000  rss {PeakRssMb,6:N0} MB{PerTransaction}"));
}

/// <summary>Runs the same work again and again, a fixed number at a time, and measures it after a warm-up.</summary>
internal static class ClosedLoop
{
    public static async Task<Measurement> RunAsync(string name, BenchmarkOptions options, JournalChoice journal, Func<int, Task> work)
    {
        using var counts = new JournalCounts();
        await LoopAsync(options, options.Warmup, work, "warming up");
        GC.Collect();
        var (cpu, disk, stored) = (Usage.Cpu(journal), journal.DiskBytes, counts.Stored);
        var watch = Stopwatch.StartNew();
        var latencies = await LoopAsync(options, options.Duration, work, "measuring");
        var elapsed = watch.Elapsed.TotalSeconds;
        var used = (Usage.Cpu(journal) - cpu).TotalSeconds;
        latencies.Sort();
        var bytes = journal.DiskBytes - disk;
        var (writes, commits) = (counts.Stored.Writes - stored.Writes, counts.Stored.Commits - stored.Commits);
        return new Measurement(
            name, options.Journal, options.InFlight, elapsed, latencies.Count, latencies.Count / elapsed, Percentile(latencies, 0.5), Percentile(latencies, 0.99),
            used * 1000 / latencies.Count, Usage.PeakRssMb(), Each(bytes), Each(writes > 0 ? writes : null), Each(commits > 0 ? commits : null));

        double? Each(long? total) => (double?)total / latencies.Count;
    }

    private static async Task<List<double>> LoopAsync(BenchmarkOptions options, TimeSpan duration, Func<int, Task> work, string what)
    {
        if (duration == TimeSpan.Zero)
            return [];
        Console.Error.WriteLine($"  {what} for {duration.TotalSeconds} s ...");
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var workers = Enumerable.Range(0, options.InFlight).Select(worker => Task.Run(async () =>
        {
            List<double> latencies = [];
            while (Stopwatch.GetTimestamp() is var start && start < until)
            {
                await work(worker);
                latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
            return latencies;
        }));
        return [.. (await Task.WhenAll(workers)).SelectMany(latencies => latencies)];
    }

    /// <summary>Of figures in their order; 0: there are none.</summary>
    internal static double Percentile(List<double> sorted, double part) =>
        sorted.Count == 0 ? 0 : sorted[(int)Math.Min(sorted.Count * part, sorted.Count - 1)];
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary><c>--seconds</c> at full speed, and as long at a tenth of it: what a node holds should not grow.</summary>
internal static class SoakCase
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await using var journal = await JournalChoice.OpenAsync(options.Journal, checkpoints: true);
        await using var tale = BenchmarkSystem.Start(journal, options.Hocon, Holiday.Definition);
        var full = await HalfAsync("full", options, journal, tale.Client, perSecond: null);
        await HalfAsync("a tenth", options, journal, tale.Client, full / 10);
        return 0;
    }

    private static async Task<double> HalfAsync(string name, BenchmarkOptions options, JournalChoice journal, ITaleClient client, double? perSecond)
    {
        var (done, last) = (0L, 0L);
        var watch = Stopwatch.StartNew();
        using var over = new CancellationTokenSource(options.Duration);
        var workers = Enumerable.Range(0, options.InFlight).Select(_ => Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                await Holiday.BookAsync(client);
                Interlocked.Increment(ref done);
                if (perSecond is { } rate)
                    await Task.Delay(TimeSpan.FromSeconds(options.InFlight / rate));
            }
        })).ToList();
        while (!over.IsCancellationRequested)
        {
            await Task.WhenAny(Task.Delay(Interval), Task.WhenAll(workers));
            var now = Interlocked.Read(ref done);
            Print(name, options, journal, watch.Elapsed, now, (now - last) / Interval.TotalSeconds);
            last = now;
        }
        await Task.WhenAll(workers);
        return done / watch.Elapsed.TotalSeconds;
    }

    private static void Print(string name, BenchmarkOptions options, JournalChoice journal, TimeSpan at, long done, double perSecond)
    {
        using var process = Process.GetCurrentProcess();
        var heap = GC.GetTotalMemory(forceFullCollection: true) / (1024.0 * 1024.0);
        var handles = Directory.Exists("/proc/self/fd") ? Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() : process.HandleCount;
        var (resident, threads, log) = (process.WorkingSet64 / (1024.0 * 1024.0), process.Threads.Count, journal.LogBytes / (1024.0 * 1024.0));
        Console.WriteLine(options.Json
            ? JsonSerializer.Serialize(
                new { Case = "soak", options.Journal, Half = name, at.TotalSeconds, done, perSecond, LiveHeapMb = heap, ResidentMb = resident, handles, threads, LogMb = log },
                JsonSerializerOptions.Web)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-8} {at.TotalSeconds,5:N0} s  {done,10:N0} done  {perSecond,7:N0}/s  live heap {heap,6:N1} MB  resident {resident,5:N0} MB  handles {handles,4}  threads {threads,3}  log of the database {log,6:N1} MB"));
    }
}

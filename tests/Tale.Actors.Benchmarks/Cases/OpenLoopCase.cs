using System.Diagnostics;
using System.Globalization;
using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>
/// Bookings that come when they come, whether or not those before have ended, at a part of what the node can do and at more than that. Their times are made
/// by a process of its own, which sleeps between them; a latency counts from the time at which a booking should have begun.
/// </summary>
internal static class OpenLoopCase
{
    public const string GenerateCommand = "open-loop-generate";
    private static readonly double[] _loads = [0.5, 0.7, 0.9, 1.5];

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await using var journal = await JournalChoice.OpenAsync(options.Journal);
        await using var tale = BenchmarkSystem.Start(journal, options.Hocon, Holiday.Definition);
        var client = tale.Client;
        var capacity = await ClosedLoop.RunAsync("open-loop-1", options, journal, _ => Holiday.BookAsync(client));
        capacity.Print(options.Json);
        foreach (var load in _loads)
        {
            var rate = (int)(capacity.PerSecond * load);
            Console.Error.WriteLine($"  {rate:N0} bookings a second, {load:P0} of capacity, for {options.Duration.TotalSeconds} s ...");
            (await OfferAsync(client, journal, options, rate)).Print(load, options);
        }
        return 0;
    }

    /// <summary>The process that says when; <c>--in-flight</c> is its rate.</summary>
    public static Task<int> GenerateAsync(BenchmarkOptions options)
    {
        var random = new Random(17);
        var (start, at) = (Stopwatch.GetTimestamp(), 0.0);
        using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16);
        while (Due() is var due && due < start + (options.Duration.TotalSeconds * Stopwatch.Frequency))
        {
            if (due > Stopwatch.GetTimestamp())
            {
                output.Flush();
                Thread.Sleep(1);
            }
            else
            {
                output.WriteLine(due.ToString(CultureInfo.InvariantCulture));
                at -= Math.Log(1 - random.NextDouble()) / options.InFlight;
            }
        }
        return Task.FromResult(0);

        long Due() => start + (long)(at * Stopwatch.Frequency);
    }

    private static async Task<OpenLoop> OfferAsync(ITaleClient client, JournalChoice journal, BenchmarkOptions options, int rate)
    {
        using var generator = ThisProgram.Start([GenerateCommand, "--in-flight", $"{rate}", "--seconds", $"{(int)options.Duration.TotalSeconds}"]);
        var offered = new OpenLoop();
        var cpu = Usage.Cpu(journal);
        List<Task> bookings = [];
        while (await generator.StandardOutput.ReadLineAsync() is { } line)
        {
            var due = long.Parse(line, CultureInfo.InvariantCulture);
            bookings.Add(Task.Run(() => offered.MeasureAsync(due, () => Holiday.BookAsync(client))));
        }
        offered.EndOfLoad(Usage.Cpu(journal) - cpu);
        await Task.WhenAll(bookings);
        offered.Drained();
        return offered;
    }
}

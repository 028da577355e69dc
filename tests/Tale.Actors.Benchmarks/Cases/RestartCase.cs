using System.Diagnostics;
using System.Globalization;
using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;
using Tale.Actors.Definitions;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>
/// A process dies by SIGKILL with many transactions in the middle of a step; how long does the next one take, from its start, to have all
/// of them at work again and ended?
/// </summary>
internal static class RestartCase
{
    public const string HoldCommand = "restart-hold";
    public const string ResumeCommand = "restart-resume";
    private const string Ready = "ready";

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        List<Run> runs = [];
        for (var number = 1; number <= FixedRuns.Runs; number++)
        {
            await using var journal = await JournalChoice.OpenAsync(options.Journal);
            using (var hold = Child(HoldCommand, options, journal))
            {
                await UntilReadyAsync(hold);
                hold.Kill();
                await hold.WaitForExitAsync();
            }
            runs.Add(await ResumedAsync(options, journal));
            Console.Error.WriteLine($"  run {number} of {FixedRuns.Runs}: {options.InFlight:N0} resumed and ended {runs[^1].Time.TotalSeconds:N2} s after the process was started");
        }
        Measurement.OfRuns("restart", options, runs).Print(options.Json);
        return 0;
    }

    private static async Task<Run> ResumedAsync(BenchmarkOptions options, JournalChoice journal)
    {
        var (start, database) = (Stopwatch.GetTimestamp(), journal.ProcessorTime);
        using var resume = Child(ResumeCommand, options, journal);
        var used = await UntilReadyAsync(resume);
        var run = used with { Time = Stopwatch.GetElapsedTime(start), Cpu = used.Cpu + journal.ProcessorTime - database };
        await resume.WaitForExitAsync();
        return run;
    }

    /// <summary>The life that is killed: every transaction hangs in its second step.</summary>
    public static async Task<int> HoldAsync(BenchmarkOptions options)
    {
        var open = new CountdownEvent(options.InFlight);
        await using var tale = Start(options, async _ =>
        {
            open.Signal();
            await Task.Delay(Timeout.Infinite);
        });
        await Task.WhenAll(Enumerable.Range(0, options.InFlight).Select(number => tale.Client.StartAsync("held", number, new StartOptions { TransactionId = $"held-{number}" })));
        await Task.Run(open.Wait);
        SayReady();
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    /// <summary>The next life: the step ends at once. Nobody asks for any transaction; the watchdog finds them.</summary>
    public static async Task<int> ResumeAsync(BenchmarkOptions options)
    {
        var open = new CountdownEvent(options.InFlight);
        await using var tale = Start(options, _ =>
        {
            open.Signal();
            return Task.CompletedTask;
        });
        await Task.Run(open.Wait);
        SayReady();
        return 0;
    }

    private static BenchmarkSystem Start(BenchmarkOptions options, Func<int, Task> second) => BenchmarkSystem.Start(
        JournalChoice.Attach(options.Journal, Console.ReadLine()!), options.Hocon,
        Transaction.Define<int>("held").Step("first", (int state) => state + 1).Step("second", second).Build());

    private static Process Child(string command, BenchmarkOptions options, JournalChoice journal)
    {
        var child = ThisProgram.Start([command, "--journal", options.Journal, "--in-flight", $"{options.InFlight}", "--set", options.Hocon]);
        child.StandardInput.WriteLine(journal.Location);
        return child;
    }

    // A process that has ended cannot be asked what it has used.
    private static void SayReady()
    {
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{Ready} {self.TotalProcessorTime.TotalSeconds} {Usage.PeakRssMb()}"));
    }

    private static async Task<Run> UntilReadyAsync(Process child)
    {
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is [Ready, var cpu, var rss])
                return new Run(
                    default,
                    TimeSpan.FromSeconds(double.Parse(cpu, CultureInfo.InvariantCulture)),
                    double.Parse(rss, CultureInfo.InvariantCulture));
        }
        throw new InvalidOperationException("The child process ended before it was ready.");
    }
}

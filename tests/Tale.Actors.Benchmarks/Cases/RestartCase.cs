using System.Diagnostics;
using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;
using Tale.Actors.Definitions;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>A process dies by SIGKILL with many transactions in the middle of a step; how long does the next one take, from its start, to have all of them at work again and ended?</summary>
internal static class RestartCase
{
    public const string HoldCommand = "restart-hold";
    public const string ResumeCommand = "restart-resume";
    private const string Ready = "ready";

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        List<TimeSpan> times = [];
        for (var run = 1; run <= FixedRuns.Runs; run++)
        {
            await using var journal = await JournalChoice.OpenAsync(options.Journal);
            using (var hold = Child(HoldCommand, options, journal))
            {
                await UntilReadyAsync(hold);
                hold.Kill();
                await hold.WaitForExitAsync();
            }
            var start = Stopwatch.GetTimestamp();
            using var resume = Child(ResumeCommand, options, journal);
            await UntilReadyAsync(resume);
            times.Add(Stopwatch.GetElapsedTime(start));
            await resume.WaitForExitAsync();
            Console.Error.WriteLine($"  run {run} of {FixedRuns.Runs}: {options.InFlight:N0} resumed and ended {times[^1].TotalSeconds:N2} s after the process was started");
        }
        times.Sort();
        Measurement.OfTimes("restart", options, times).Print(options.Json);
        return 0;
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
        Console.WriteLine(Ready);
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
        Console.WriteLine(Ready);
        return 0;
    }

    private static BenchmarkSystem Start(BenchmarkOptions options, Func<int, Task> second) => BenchmarkSystem.Start(
        JournalChoice.Attach(options.Journal, Console.ReadLine()!), options.Hocon,
        Transaction.Define<int>("held").Step("first", (int state) => state + 1).Step("second", second).Build());

    private static Process Child(string command, BenchmarkOptions options, JournalChoice journal)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        string[] arguments = [command, "--journal", options.Journal, "--in-flight", $"{options.InFlight}", "--set", options.Hocon];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var child = Process.Start(start)!;
        child.StandardInput.WriteLine(journal.Location);
        return child;
    }

    private static async Task UntilReadyAsync(Process child)
    {
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == Ready)
                return;
        }
        throw new InvalidOperationException("The child process ended before it was ready.");
    }
}

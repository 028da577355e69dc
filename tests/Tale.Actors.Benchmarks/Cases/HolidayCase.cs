using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;
using Tale.Actors.Protocol;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>The holiday booking from the caller's call to the outcome.</summary>
internal static class HolidayCase
{
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await RunAAsync(options);
        return await RunBAsync(options);
    }

    /// <summary>All four steps succeed.</summary>
    public static Task<int> RunAAsync(BenchmarkOptions options) => RunAsync("holiday-a", options, 99.5m, TransactionStatus.Completed);

    /// <summary>The last step fails for good, and three are undone.</summary>
    public static Task<int> RunBAsync(BenchmarkOptions options) => RunAsync("holiday-b", options, -1m, TransactionStatus.Compensated);

    /// <summary>A with a service provider: each attempt has a scope, and its step is made in it.</summary>
    public static async Task<int> RunWithServicesAsync(BenchmarkOptions options)
    {
        await using var services = Holiday.Services();
        return await RunAsync("holiday-services", options, 99.5m, TransactionStatus.Completed, services);
    }

    private static async Task<int> RunAsync(
        string name, BenchmarkOptions options, decimal amount, TransactionStatus expected, IServiceProvider? services = null)
    {
        await using var journal = await JournalChoice.OpenAsync(options.Journal);
        await using var tale = BenchmarkSystem.Start(journal, options.Hocon, services, Holiday.Definition);
        var client = tale.Client;
        var measurement = await ClosedLoop.RunAsync(name, options, journal, _ => Holiday.BookAsync(client, amount, expected));
        measurement.Print(options.Json);
        return 0;
    }
}

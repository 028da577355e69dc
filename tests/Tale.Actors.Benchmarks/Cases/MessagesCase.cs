using System.Globalization;
using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>What actors say to each other for one booking, one at a time.</summary>
internal static class MessagesCase
{
    private const int Bookings = 1_000;

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await using var journal = await JournalChoice.OpenAsync(options.Journal);
        await using var tale = BenchmarkSystem.Start(journal, CountingMailbox.Hocon + options.Hocon, Holiday.Definition);
        await BookAsync(tale, 10);
        CountingMailbox.Counts.Clear();
        await BookAsync(tale, Bookings);
        // What less than one in ten has is not of a booking.
        var kinds = CountingMailbox.Counts.Where(kind => kind.Value > Bookings / 10).OrderByDescending(kind => kind.Value).ToList();
        var each = (double)kinds.Sum(kind => kind.Value) / Bookings;
        if (options.Json)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $$"""{"case":"messages","journal":"{{options.Journal}}","messagesPerTransaction":{{each:F2}}}"""));
            return 0;
        }
        foreach (var ((to, message), count) in kinds)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(double)count / Bookings,6:N2}  {message} to {to}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{each,6:N2}  messages a booking, on {options.Journal}"));
        return 0;
    }

    private static async Task BookAsync(BenchmarkSystem tale, int bookings)
    {
        for (var number = 0; number < bookings; number++)
            await Holiday.BookAsync(tale.Client);
    }
}

using Spectre.Console;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Samples.Holiday.Contracts;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Demo;

/// <summary>The end of the demo: what every service holds, and whether it is right.</summary>
internal static class DemoReport
{
    /// <returns>True when everything is right.</returns>
    public static bool Write(
        IAnsiConsole console,
        IReadOnlyList<(TransactionDto Transaction, TransactionStatus Expected)> bookings,
        IReadOnlyList<LedgerEntry> entries) => Write(
        console, [.. bookings.Select(booking => booking.Transaction)], entries,
        [.. bookings.SelectMany(booking => ExpectedLedger.Differences(booking.Transaction, booking.Expected, entries))]);

    /// <param name="differences">What is not as it should be.</param>
    /// <returns>True when everything is right.</returns>
    public static bool Write(
        IAnsiConsole console, IReadOnlyList<TransactionDto> transactions, IReadOnlyList<LedgerEntry> entries, IReadOnlyList<string> differences)
    {
        console.WriteLine();
        console.Write(Contents(transactions, entries));
        foreach (var difference in differences)
            console.MarkupLineInterpolated($"[red]WRONG[/] {difference}");
        if (differences.Count == 0)
            console.MarkupLine("[green]Every service holds exactly what it should.[/]");
        return differences.Count == 0;
    }

    private static Table Contents(IEnumerable<TransactionDto> transactions, IReadOnlyList<LedgerEntry> entries)
    {
        var table = new Table().Title("What each service holds").AddColumn("transaction").AddColumn("status");
        foreach (var service in ServiceNames.All)
            table.AddColumn(service);
        foreach (var transaction in transactions)
        {
            var cells = ServiceNames.All.Select(service => Cell(entries, service, transaction.Id));
            table.AddRow([Markup.Escape(transaction.Id), transaction.Status.ToString().ToLowerInvariant(), .. cells]);
        }
        return table;
    }

    private static string Cell(IReadOnlyList<LedgerEntry> entries, string service, string id)
    {
        var operations = entries.Where(entry => entry.Service == service && entry.Row.TransactionId == id)
            .Select(entry => entry.Row.Applied ? entry.Row.Operation : $"({entry.Row.Operation} repeated)");
        var text = string.Join(", ", operations);
        return text.Length == 0 ? "-" : Markup.Escape(text);
    }
}

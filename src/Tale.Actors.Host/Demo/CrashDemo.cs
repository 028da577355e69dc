using Spectre.Console;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Samples.Holiday.Contracts;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Demo;

/// <summary>A node dies by SIGKILL in the middle of a transaction; the next one finishes that transaction without being asked to.</summary>
internal static class CrashDemo
{
    private const string Id = "holiday-1";
    private const string Step = "book-flight";

    private static readonly ServiceBehaviour Slow = new(DelayMs: 60_000);

    public static async Task<bool> RunAsync(IAnsiConsole console, DemoData data, CancellationToken cancellationToken)
    {
        var progress = new BookingProgress(console);
        await CrashAsync(console, progress, data, cancellationToken);

        console.WriteLine("Starting a new node on the same data ...");
        await using var node = await data.StartNodeAsync(cancellationToken);
        using var api = new NodeApi(node.Address);
        console.MarkupLineInterpolated($"Node {node.Id} listens; [bold]{Id}[/] goes on by itself:");
        var ended = await progress.FollowAsync(api, Id, BookingProgress.HasEnded, cancellationToken);
        console.MarkupLineInterpolated($"  {ended.Status}, under the same idempotency key: {Id}/{Step}/execute");
        return DemoReport.Write(console, [(ended, TransactionStatus.Completed)], await api.LedgersAsync(cancellationToken));
    }

    private static async Task CrashAsync(
        IAnsiConsole console, BookingProgress progress, DemoData data, CancellationToken cancellationToken)
    {
        console.WriteLine("Starting a node ...");
        await using var node = await data.StartNodeAsync(cancellationToken);
        using var api = new NodeApi(node.Address);
        console.MarkupLineInterpolated($"Node {node.Id} listens; [bold]{Id}[/]: the flights service takes a minute to answer");
        await api.BehaveAsync(ServiceNames.Flights, Slow, cancellationToken);
        await api.StartAsync(Id, new { customerId = "ada", amount = 1250.00m }, cancellationToken);
        await progress.FollowAsync(api, Id, IsBookingTheFlight, cancellationToken);
        await node.KillAsync();
        console.MarkupLineInterpolated($"[red]SIGKILL[/]: node {node.Id} died while {Step} was under way");
    }

    private static bool IsBookingTheFlight(TransactionDto transaction) =>
        transaction.Steps.Any(step => step.Path == Step && step.Status == StepStatus.Running);
}

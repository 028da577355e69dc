using Spectre.Console;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Samples.Holiday.Contracts;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Demo;

/// <summary>
/// People step in: one trip is cancelled in the middle; of another nobody knows whether it was paid, and an operator mends it.
/// </summary>
internal static class OperatorDemo
{
    private const string Cancelled = "trip-1";
    private const string Mended = "trip-2";
    private const string Pay = "pay-trip";

    private static readonly string[] Travellers = ["ada", "bob", "cem"];

    public static async Task<bool> RunAsync(IAnsiConsole console, DemoData data, CancellationToken cancellationToken)
    {
        console.WriteLine("Starting a node ...");
        await using var node = await data.StartNodeAsync(cancellationToken);
        using var api = new NodeApi(node.Address);
        var progress = new BookingProgress(console);

        console.MarkupLineInterpolated($"{Environment.NewLine}[bold]{Cancelled}[/]: three travellers; the customer cancels while it waits for an approval");
        await WaitingAsync(api, progress, Cancelled, cancellationToken);
        await api.CancelAsync(Cancelled, "the customer changed her mind", cancellationToken);
        var cancelled = await progress.FollowAsync(api, Cancelled, BookingProgress.HasEnded, cancellationToken);
        console.MarkupLineInterpolated($"  {cancelled.Status}: {cancelled.Failure?.Message}");

        console.MarkupLineInterpolated($"{Environment.NewLine}[bold]{Mended}[/]: it is approved, and the answer of the payments service is lost");
        progress = new BookingProgress(console);
        await WaitingAsync(api, progress, Mended, cancellationToken);
        await api.BehaveAsync(ServiceNames.Payments, new ServiceBehaviour(LostAnswers: 1), cancellationToken);
        await api.ApproveAsync(Mended, "grace", cancellationToken);
        var suspended = await progress.FollowAsync(api, Mended, BookingProgress.HasEnded, cancellationToken);
        console.MarkupLineInterpolated($"  {suspended.Status}: was it paid? There is no way back past a payment, so an operator is asked");
        await api.RetryAsync(Mended, Pay, "grace", "the payments service answers again, and knows its keys", cancellationToken);
        console.MarkupLineInterpolated($"  grace has [bold]{Pay}[/] tried again, under the key that it had before");
        var mended = await progress.FollowAsync(api, Mended, BookingProgress.HasEnded, cancellationToken);
        console.MarkupLineInterpolated($"  {mended.Status}");

        var entries = await api.LedgersAsync(cancellationToken);
        TransactionDto[] all =
        [
            cancelled, await api.GetAsync($"{Cancelled}:stay", cancellationToken), mended, await api.GetAsync($"{Mended}:stay", cancellationToken),
        ];
        return DemoReport.Write(console, all, entries,
        [
            .. ExpectedTrip.Differences(cancelled, TransactionStatus.Compensated, Travellers.Length, entries),
            .. ExpectedTrip.Differences(mended, TransactionStatus.Completed, Travellers.Length, entries),
        ]);
    }

    private static async Task WaitingAsync(NodeApi api, BookingProgress progress, string id, CancellationToken cancellationToken)
    {
        await api.StartTripAsync(id, new { customerId = "ada", amount = 1250.00m, travellers = Travellers }, cancellationToken);
        await progress.FollowAsync(api, id, trip => trip.Steps.Any(step => step.Status == StepStatus.Waiting), cancellationToken);
    }
}

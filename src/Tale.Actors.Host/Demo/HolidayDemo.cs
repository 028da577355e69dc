using Spectre.Console;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Samples.Holiday.Contracts;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Demo;

/// <summary>Three holidays: one succeeds, one is retried, one is undone.</summary>
internal static class HolidayDemo
{
    private static readonly IReadOnlyList<Scene> Scenes =
    [
        new("holiday-1", "all goes well", ServiceNames.Hotels, Normal, TransactionStatus.Completed),
        new("holiday-2", "the hotel fails twice", ServiceNames.Hotels, Normal with { Failures = 2 }, TransactionStatus.Completed),
        new("holiday-3", "the mail fails for good", ServiceNames.Mail, Normal with { Failures = -1 }, TransactionStatus.Compensated),
    ];

    // About as slow as a service across a network, so that there is something to watch.
    private static ServiceBehaviour Normal => new(DelayMs: 120);

    public static async Task<bool> RunAsync(IAnsiConsole console, DemoData data, CancellationToken cancellationToken)
    {
        console.WriteLine("Starting a node ...");
        await using var node = await data.StartNodeAsync(cancellationToken);
        using var api = new NodeApi(node.Address);
        console.MarkupLineInterpolated($"The node listens on {node.Address.GetLeftPart(UriPartial.Authority)}");

        foreach (var service in ServiceNames.All)
            await api.BehaveAsync(service, Normal, cancellationToken);
        var bookings = new List<(TransactionDto, TransactionStatus)>();
        foreach (var scene in Scenes)
            bookings.Add((await PlayAsync(console, api, scene, cancellationToken), scene.Expected));
        return DemoReport.Write(console, bookings, await api.LedgersAsync(cancellationToken));
    }

    private static async Task<TransactionDto> PlayAsync(IAnsiConsole console, NodeApi api, Scene scene, CancellationToken cancellationToken)
    {
        console.MarkupLineInterpolated($"{Environment.NewLine}[bold]{scene.Id}[/]: {scene.Title}");
        await api.BehaveAsync(scene.Service, scene.Behaviour, cancellationToken);
        await api.StartAsync(scene.Id, new { customerId = "ada", amount = 1250.00m }, cancellationToken);
        var ended = await new BookingProgress(console).FollowAsync(api, scene.Id, BookingProgress.HasEnded, cancellationToken);
        var outcome = ended.Failure is null ? ended.Status.ToString() : $"{ended.Status}: {ended.Failure.Message}";
        console.MarkupLineInterpolated($"  {outcome}");
        return ended;
    }

    private sealed record Scene(string Id, string Title, string Service, ServiceBehaviour Behaviour, TransactionStatus Expected);
}

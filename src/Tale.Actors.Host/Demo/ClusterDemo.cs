using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Spectre.Console;
using Tale.Actors.Host.Runtime;
using Tale.Actors.Host.Samples.Holiday.Contracts;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Demo;

/// <summary>Three nodes are one cluster; one of them dies by SIGKILL in the middle of thirty bookings, and the other two finish them.</summary>
internal static class ClusterDemo
{
    private const int Nodes = 3;
    private const int Bookings = 30;

    /// <summary>By then there are some of every kind: completed, under way, and just begun.</summary>
    private const int Some = 5;

    private const int MostTries = 10;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StartInterval = TimeSpan.FromMilliseconds(150);
    private static readonly ServiceBehaviour Slow = new(DelayMs: 400);

    public static async Task<bool> RunAsync(IAnsiConsole console, DemoData data, CancellationToken cancellationToken)
    {
        console.WriteLine($"Starting {Nodes} nodes, and one that plays the services ...");
        await using var services = await data.StartServicesAsync(cancellationToken);
        using var ledgers = new NodeApi(services.Address);
        foreach (var service in ServiceNames.All)
            await ledgers.BehaveAsync(service, Slow, cancellationToken);
        var addresses = FreeAddresses();
        var starts = addresses.Select(self => data.StartMemberAsync(self, addresses, services.Address, cancellationToken)).ToList();
        var apis = new List<NodeApi>();
        try
        {
            var nodes = await Task.WhenAll(starts);
            apis.AddRange(nodes.Select(node => new NodeApi(node.Address)));
            await JoinedAsync(apis, cancellationToken);
            var ids = Enumerable.Range(1, Bookings).Select(number => $"holiday-{number}").ToList();
            var starting = StartAsync(apis, ids, cancellationToken);
            console.MarkupLineInterpolated($"Nodes {string.Join(", ", nodes.Select(node => node.Id))} are a cluster; [bold]{Bookings} bookings[/] are under way, each step takes 0.4 s");
            var some = CompletedAsync(console, apis[0], Some, cancellationToken);
            await await Task.WhenAny(some, FailedAsync(starting, cancellationToken));
            await some;

            await nodes[^1].KillAsync();
            console.MarkupLineInterpolated($"[red]SIGKILL[/]: node {nodes[^1].Id} died; what it was at goes on at the others once it is certain that it is gone:");
            var watch = Stopwatch.StartNew();
            await starting;   // what cannot be started cannot complete
            await CompletedAsync(console, apis[0], Bookings, cancellationToken);
            console.MarkupLineInterpolated($"  all {Bookings} completed {watch.Elapsed.TotalSeconds:0.0} s after that");

            var bookings = await Task.WhenAll(ids.Select(id => apis[1].GetAsync(id, cancellationToken)));
            return DemoReport.Write(
                console, [.. bookings.Select(booking => (booking, TransactionStatus.Completed))], await ledgers.LedgersAsync(cancellationToken));
        }
        finally
        {
            apis.ForEach(api => api.Dispose());
            foreach (var start in starts.Where(start => start.IsCompletedSuccessfully))
                await start.Result.DisposeAsync();
        }
    }

    /// <summary>Ends only if it fails.</summary>
    private static async Task FailedAsync(Task starting, CancellationToken cancellationToken)
    {
        await starting;
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    /// <summary>At the nodes that live on. What one does not take is asked of it again, as any caller does: it is the same booking.</summary>
    private static async Task StartAsync(List<NodeApi> nodes, List<string> ids, CancellationToken cancellationToken)
    {
        for (var i = 0; i < ids.Count; i++)
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    await nodes[i % (Nodes - 1)].StartAsync(ids[i], new { customerId = "ada", amount = 100m + i }, cancellationToken);
                    break;
                }
                catch (HttpRequestException) when (tries < MostTries)
                {
                    await Task.Delay(PollInterval, cancellationToken);
                }
            }
            await Task.Delay(StartInterval, cancellationToken);
        }
    }

    private static async Task JoinedAsync(IReadOnlyList<NodeApi> nodes, CancellationToken cancellationToken)
    {
        foreach (var node in nodes)
        {
            while (await node.MembersAsync(cancellationToken) < Nodes || !await node.IsReadyAsync(cancellationToken))
                await Task.Delay(PollInterval, cancellationToken);
        }
    }

    /// <summary>Polls until so many have completed, and shows the way there.</summary>
    private static async Task CompletedAsync(IAnsiConsole console, NodeApi node, int count, CancellationToken cancellationToken)
    {
        for (var shown = -1L; shown < count;)
        {
            var completed = await node.CompletedAsync(cancellationToken);
            if (completed != shown)
                console.MarkupLineInterpolated($"  [green]{completed}[/] of {Bookings} completed");
            shown = completed;
            if (completed < count)
                await Task.Delay(PollInterval, cancellationToken);
        }
    }

    private static List<HostPort> FreeAddresses()
    {
        var listeners = Enumerable.Range(0, Nodes).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var addresses = listeners.Select(listener => new HostPort("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port)).ToList();
        listeners.ForEach(listener => listener.Stop());
        return addresses;
    }
}

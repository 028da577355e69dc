using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Index;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Remoting;

/// <summary>A node that is a client only: it starts, gets and watches transactions of another node, and runs none.</summary>
public sealed class ClientOnlyTests : IAsyncLifetime
{
    private readonly Trace _trace = new();
    private readonly RemoteNode _owner;
    private readonly RemoteNode _client;

    public ClientOnlyTests()
    {
        _owner = RemoteNode.Start(Fly("owner"), Fails("owner"));
        _client = RemoteNode.StartClient(_owner.Address, Fly("client"), Fails("client"));
    }

    public sealed record Trip(string Customer, string? Flight = null);

    public sealed record Elsewhere(int Number);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _owner.DisposeAsync();
    }

    [Fact]
    public async Task It_runs_a_transaction_of_another_node_and_the_steps_run_there()
    {
        var outcome = await Run(Fly("client"), "t-1");

        Assert.True(outcome.IsCompleted);
        Assert.Equal("F-42", outcome.Result.Flight);
        Assert.Equal(["owner flies"], _trace.Lines);
    }

    [Fact]
    public async Task It_starts_gets_and_watches_a_transaction_of_another_node()
    {
        var options = new StartOptions { TransactionId = "t-2" };
        var accepted = await _client.Client.StartAsync(Fly("client"), new Trip("anna"), options).WaitAsync(TaleSystem.Patience);
        var outcome = await _client.Client.WatchAsync<Trip>("t-2").WaitAsync(TaleSystem.Patience);
        var view = await _client.Client.GetAsync("t-2").WaitAsync(TaleSystem.Patience);

        Assert.Equal(("t-2", 1), (accepted.TransactionId, accepted.Version));
        Assert.Equal("F-42", outcome!.Result!.Flight);
        Assert.Equal(TransactionStatus.Completed, view!.Status);
        Assert.Null(await _client.Client.GetAsync("nobody").WaitAsync(TaleSystem.Patience));
        Assert.Null(await _client.Client.WatchAsync<Trip>("nobody").WaitAsync(TaleSystem.Patience));
    }

    [Fact]
    public async Task A_failure_over_there_is_told_here()
    {
        var outcome = await Run(Fails("client"), "t-3");

        Assert.True(outcome.IsCompensated);
        Assert.Contains("sold out", outcome.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_id_again_is_the_same_transaction_and_another_state_is_refused()
    {
        await Run(Fly("client"), "t-4");
        var again = await Run(Fly("client"), "t-4");
        var refusal = await Assert.ThrowsAsync<TransactionRejectedException>(() => _client.Client
            .StartAsync("fly", new Trip("bert"), new StartOptions { TransactionId = "t-4" }).WaitAsync(TaleSystem.Patience));

        Assert.True(again.IsCompleted);
        Assert.Equal(["owner flies"], _trace.Lines);
        Assert.Equal(RejectionReason.Conflict, refusal.Reason);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_with_or_without_an_id()
    {
        var unknown = await Refusal("nothing", new Trip("anna"), null);
        var misfit = await Refusal("fly", new Elsewhere(7), null);
        var named = await Refusal("fly", new Elsewhere(7), "t-5");

        Assert.Equal(
            (RejectionReason.UnknownDefinition, RejectionReason.StateDoesNotFit, RejectionReason.StateDoesNotFit),
            (unknown, misfit, named));
    }

    [Fact]
    public async Task It_has_no_region_no_watchdog_and_no_index_and_says_so()
    {
        var tale = TaleExtension.For(_client.System);

        Assert.Equal(["fails v1", "fly v1"], tale.Registry.All.Select(definition => $"{definition}"));
        Assert.Contains("WithTaleClient", Assert.Throws<InvalidOperationException>(() => tale.Region).Message, StringComparison.Ordinal);
        Assert.Contains("no transaction index", Assert.Throws<InvalidOperationException>(() => tale.Index).Message, StringComparison.Ordinal);
        var list = await Assert.ThrowsAsync<InvalidOperationException>(() => _client.Client.ListAsync());
        Assert.Contains("/system/tale-transactions", list.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _client.Client.CountAsync());
        foreach (var name in new[] { "tale-transactions", "tale-watchdog" })
        {
            await Assert.ThrowsAsync<ActorNotFoundException>(
                () => _client.System.ActorSelection($"/system/{name}").ResolveOne(TaleSystem.Patience));
        }
    }

    [Fact]
    public async Task The_owner_lists_and_counts()
    {
        await Run(Fly("client"), "t-6");
        await Run(Fails("client"), "t-7");

        var page = await _owner.Client.ListAsync(new TransactionQuery { Definition = "fly" });
        var all = await _owner.Client.ListAsync();
        var counts = await _owner.Client.CountAsync();

        Assert.Equal("t-6", Assert.Single(page.Transactions).TransactionId);
        Assert.Equal(["t-6", "t-7"], all.Transactions.Select(row => row.TransactionId));
        var flown = await _owner.Client.CountAsync(new TransactionQuery { Definition = "fly" });
        Assert.Equal([TransactionStatus.Completed, TransactionStatus.Compensated], counts.Select(count => count.Status).Order());
        Assert.Equal([new TransactionCount("fly", 1, TransactionStatus.Completed, 1)], flown);
    }

    [Fact]
    public async Task A_call_waits_for_an_owner_that_is_not_there_yet()
    {
        var address = _owner.Address;
        await _owner.DisposeAsync();
        var running = Run(Fly("client"), "t-8");
        await using var restarted = RemoteNode.Start(address.Port!.Value, Fly("restarted"));

        Assert.True((await running).IsCompleted);
        Assert.Equal(["restarted flies"], _trace.Lines);
    }

    [Fact]
    public async Task F61_who_waits_on_another_node_goes_on_waiting_when_that_node_stops()
    {
        var gate = new Gate();
        var address = _owner.Address;
        await _owner.DisposeAsync();
        var held = Transaction.Define<Trip>("fly").Step("fly", async trip => { await gate.PassAsync(); return trip; }).Build();
        await using var owner = RemoteNode.Start(address.Port!.Value, held);
        var running = Run(Fly("client"), "t-9");
        await gate.Reached;
        var here = owner.Client.WatchAsync("t-9");

        var stopped = owner.DisposeAsync();

        await Assert.ThrowsAsync<TransactionRejectedException>(() => here.WaitAsync(TaleSystem.Patience));
        gate.Open();
        await stopped;
        Assert.False(running.IsCompleted && running.IsFaulted, $"{running.Exception}");
    }

    [Fact]
    public async Task It_previews_reads_and_follows_a_transaction_of_another_node_though_a_page_is_larger_than_a_frame()
    {
        var gate = new Gate();
        await using var owner = RemoteNode.Start(Large(gate));
        await using var client = RemoteNode.StartClient(owner.Address, Large(gate));
        await client.Client.StartAsync("large", new Trip(new string('x', 50_000)), new StartOptions { TransactionId = "t-1" }).WaitAsync(TaleSystem.Patience);
        await gate.Reached;
        var followed = Task.Run(async () =>
        {
            List<HistoryEntry> entries = [];
            await foreach (var entry in client.Client.FollowAsync("t-1"))
                entries.Add(entry);
            return entries;
        });

        var plan = await client.Client.GetPlanAsync("t-1").WaitAsync(TaleSystem.Patience);
        var page = await client.Client.GetHistoryAsync("t-1").WaitAsync(TaleSystem.Patience);

        Assert.Equal(["s3"], plan!.WaitsFor);
        Assert.Equal(4, page!.LastRevision);
        Assert.InRange(page.Entries.Count, 1, 2);
        Assert.True(page.HasMore);
        gate.Open();
        Assert.Equal([1, 2, 3, 4, 5, 6], (await followed.WaitAsync(TaleSystem.Patience)).Select(entry => entry.Revision));
        Assert.All((await followed).Where(entry => entry.Kind == HistoryKind.StepSucceeded), entry => Assert.NotNull(entry.Payload));
        Assert.Null(await client.Client.GetHistoryAsync("nobody").WaitAsync(TaleSystem.Patience));
        Assert.Null(await client.Client.GetPlanAsync("nobody").WaitAsync(TaleSystem.Patience));
    }

    [Fact]
    public async Task F61_who_follows_on_another_node_goes_on_when_that_node_stops()
    {
        var gate = new Gate();
        var owner = RemoteNode.Start(Large(gate));
        await using var client = RemoteNode.StartClient(owner.Address, Large(gate));
        await client.Client.StartAsync("large", new Trip("anna"), new StartOptions { TransactionId = "t-1" }).WaitAsync(TaleSystem.Patience);
        await gate.Reached;
        using var enough = new CancellationTokenSource();
        var (theirs, ours) = (FirstAsync(client, enough.Token), FirstAsync(owner, enough.Token));

        var stopped = CoordinatedShutdown.Get(owner.System).Run(CoordinatedShutdown.ClrExitReason.Instance);

        Assert.Equal(
            RejectionReason.Stopping, (await Assert.ThrowsAsync<TransactionRejectedException>(() => ours.WaitAsync(TaleSystem.Patience))).Reason);
        gate.Open();
        await stopped;
        Assert.False(theirs.IsFaulted, $"{theirs.Exception}");
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => theirs);

        static async Task<HistoryEntry> FirstAsync(RemoteNode node, CancellationToken cancellation) =>
            await node.Client.FollowAsync("t-1", afterRevision: 4, cancellation).FirstAsync(cancellation);
    }

    [Fact]
    public async Task A_proxy_takes_the_place_of_an_address()
    {
        await using var node = RemoteNode.Start();
        var proxy = node.System.ActorOf(Props.Create(() => new Proxy(TaleExtension.For(node.System).RegionOn(_owner.Address))));
        TaleExtension.For(node.System).StartClient(TaleSystem.Options(Fly("client")), proxy);

        Assert.True((await node.Client.RunAsync(Fly("client"), new Trip("anna")).WaitAsync(TaleSystem.Patience)).IsCompleted);
    }

    [Fact]
    public async Task In_a_host_it_is_one_line_and_the_client_is_injected()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Services.AddAkka("web", akka => akka
            .AddHocon(RemoteNode.Remoting, HoconAddMode.Prepend)
            .WithTaleClient($"{_owner.Address}", tale => tale.AddTransaction(Fly("client"))));
        builder.Services.AddTaleClient();
        using var host = builder.Build();
        await host.StartAsync();

        var client = host.Services.GetRequiredService<ITaleClient>();
        var outcome = await client.RunAsync(Fly("client"), new Trip("anna")).WaitAsync(TaleSystem.Patience);

        Assert.Equal("F-42", outcome.Result!.Flight);
        Assert.Equal(["owner flies"], _trace.Lines);
        await host.StopAsync();
    }

    [Fact]
    public async Task F61_when_its_host_stops_who_waits_is_told_at_once()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Services.AddAkka("web", akka => akka
            .AddHocon(RemoteNode.Remoting, HoconAddMode.Prepend)
            .WithTaleClient("akka.tcp://nobody@127.0.0.1:1", tale => tale.AddTransaction(Fly("client"))));
        using var host = builder.Build();
        await host.StartAsync();
        var waiting = TaleExtension.For(host.Services.GetRequiredService<ActorSystem>()).Client.RunAsync(Fly("client"), new Trip("anna"));

        // As SIGTERM does; the actor system lives on until the host has stopped.
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        var refusal = await Assert.ThrowsAsync<TransactionRejectedException>(() => waiting.WaitAsync(TaleSystem.Patience));
        Assert.Equal(RejectionReason.Stopping, refusal.Reason);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("travel")]
    [InlineData("akka://travel")]
    [InlineData("")]
    public void An_address_that_is_none_is_refused(string node)
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new AkkaConfigurationBuilder(new ServiceCollection(), "web").WithTaleClient(node, _ => { }));
        Assert.Contains("akka.tcp://travel@10.0.0.7:4053", error.Message, StringComparison.Ordinal);
    }

    private Task<TransactionOutcome<Trip>> Run(TransactionDefinition<Trip, Trip> definition, string id) => _client.Client
        .RunAsync(definition, new Trip("anna"), new StartOptions { TransactionId = id }).WaitAsync(TaleSystem.Patience);

    private async Task<RejectionReason> Refusal(string definition, object state, string? id)
    {
        var start = _client.Client.StartAsync(definition, state, new StartOptions { TransactionId = id }).WaitAsync(TaleSystem.Patience);
        return (await Assert.ThrowsAsync<TransactionRejectedException>(() => start)).Reason;
    }

    private TransactionDefinition<Trip, Trip> Fly(string node) => Transaction.Define<Trip>("fly")
        .Step("flight", trip =>
        {
            _trace.Add($"{node} flies");
            return trip with { Flight = "F-42" };
        })
        .Build();

    private static TransactionDefinition<Trip, Trip> Large(Gate gate) => Transaction.Define<Trip>("large")
        .Step("s0", (Trip trip) => trip with { Flight = "D" }).Step("s1", (Trip trip) => trip with { Flight = "E" }).Undo((Trip _) => { })
        .Step("s2", (Trip trip) => trip with { Flight = "F" })
        .Step("s3", async trip => { await gate.PassAsync(); return trip with { Flight = "G" }; }).Build();

    private static TransactionDefinition<Trip, Trip> Fails(string node) => Transaction.Define<Trip>("fails")
        .Step("flight", (Trip _) => throw new AbortRetriesException($"sold out at the {node}"))
        .Build();

    private sealed class Proxy(ICanTell region) : UntypedActor
    {
        protected override void OnReceive(object message) => region.Tell(message, Sender);
    }
}

using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>Clients of a node that stops, or that never started.</summary>
public sealed class ShutdownTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task F61_who_waits_for_an_outcome_is_told_when_the_node_has_stopped()
    {
        var gate = new Gate();
        var definition = Transaction.Define<int>("t").Step("one", async n => { await gate.PassAsync(); return n + 1; }).Build();
        var tale = TaleSystem.Start(definition);
        var running = tale.Client.RunAsync(definition, 1, new StartOptions { TransactionId = "t1" });
        await gate.Reached;
        var watching = tale.Client.WatchAsync("t1");

        await tale.DisposeAsync();

        Assert.Equal(
            RejectionReason.Stopping, (await Assert.ThrowsAsync<TransactionRejectedException>(() => running.WaitAsync(Soon))).Reason);
        await Assert.ThrowsAnyAsync<Exception>(() => watching.WaitAsync(Soon));
        Assert.IsNotType<TimeoutException>(await Record.ExceptionAsync(() => watching.WaitAsync(Soon)));
        gate.Open();
    }

    [Fact]
    public async Task F61_who_asks_a_node_that_has_stopped_is_told_so()
    {
        var definition = Transaction.Define<int>("t").Step("one", n => n + 1).Build();
        var tale = TaleSystem.Start(definition);
        var client = tale.Client;
        await tale.DisposeAsync();

        Assert.Equal(
            RejectionReason.Stopping,
            (await Assert.ThrowsAsync<TransactionRejectedException>(() => client.RunAsync(definition, 1).WaitAsync(Soon))).Reason);
        Assert.Equal(
            RejectionReason.Stopping,
            (await Assert.ThrowsAsync<TransactionRejectedException>(() => client.StartAsync("t", 1).WaitAsync(Soon))).Reason);
    }

    [Fact]
    public async Task A_client_of_a_host_whose_start_failed_says_why_at_once()
    {
        var definition = Transaction.Define<int>("t").Step("one", n => n + 1).Build();
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAkka("hosted", akka => akka.WithTale(tale => tale.AddTransaction(definition).AddTransaction(definition)));
        builder.Services.AddTaleClient();
        using var host = builder.Build();
        var client = host.Services.GetRequiredService<ITaleClient>();
        var failure = await Record.ExceptionAsync(() => host.StartAsync());
        Assert.NotNull(failure);

        var error = await Record.ExceptionAsync(() => client.RunAsync(definition, 1).WaitAsync(Soon));

        Assert.NotNull(error);
        Assert.IsNotType<TimeoutException>(error);
        Assert.Contains("registered twice", $"{error}");
    }

    [Fact]
    public async Task A_start_that_failed_can_be_made_good()
    {
        var definition = Transaction.Define<int>("t").Step("one", n => n + 1).Build();
        using var system = ActorSystem.Create("bare", TaleSystem.Configuration());
        Assert.Throws<InvalidOperationException>(() => TaleExtension.For(system).Start(TaleSystem.Options(definition, definition)));

        TaleExtension.For(system).Start(TaleSystem.Options(definition));
        await TaleExtension.For(system).Started.WaitAsync(Soon);

        Assert.Equal(2, (await TaleExtension.For(system).Client.RunAsync(definition, 1).WaitAsync(Soon)).Result);
        await system.Terminate();
    }
}

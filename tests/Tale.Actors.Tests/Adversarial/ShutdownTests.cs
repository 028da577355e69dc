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

        Assert.Equal(RejectionReason.Stopping, (await Assert.ThrowsAsync<TransactionRejectedException>(() => running.WaitAsync(Soon))).Reason);
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

        Assert.Equal(RejectionReason.Stopping, (await Assert.ThrowsAsync<TransactionRejectedException>(() => client.RunAsync(definition, 1).WaitAsync(Soon))).Reason);
        Assert.Equal(RejectionReason.Stopping, (await Assert.ThrowsAsync<TransactionRejectedException>(() => client.StartAsync("t", 1).WaitAsync(Soon))).Reason);
    }
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F61: a host that stops its web server first, and a grace period that does not fit.</summary>
public sealed class StopOfAHostTests
{
    [Fact]
    public async Task F61_who_waits_is_told_when_the_host_begins_to_stop_and_not_when_the_actor_system_does()
    {
        var gate = new Gate();
        var definition = Transaction.Define<int>("t").Step("one", async n => { await gate.PassAsync(); return n; }).Build();
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAkka("hosted", akka => akka.WithTale(tale => tale.AddTransaction(definition)));
        builder.Services.AddTaleClient();
        // Stops before the actor system does, as a web server: not before its requests are answered.
        builder.Services.AddHostedService(provider => new Server(provider.GetRequiredService<ITaleClient>(), definition));
        using var host = builder.Build();
        await host.StartAsync();
        await gate.Reached;

        var stop = host.StopAsync();

        var answer = await Server.Answered.Task.WaitAsync(TaleSystem.Patience);
        Assert.Equal(RejectionReason.Stopping, Assert.IsType<TransactionRejectedException>(answer).Reason);
        gate.Open();
        await stop.WaitAsync(TaleSystem.Patience);
    }

    [Theory]
    [InlineData("tale.steps.stop-grace = 9s", "11 s")]
    [InlineData("akka.coordinated-shutdown.phases.before-service-unbind.timeout = 5s\ntale.steps.stop-grace = 4s", "6 s")]
    public async Task F61_a_grace_period_that_does_not_fit_its_phase_is_refused_at_start(string hocon, string needed)
    {
        var system = ActorSystem.Create("x", TaleSystem.Configuration(hocon));

        var error = Assert.Throws<ConfigurationException>(() => TaleExtension.For(system).Start(new TaleOptions()));

        Assert.Contains("tale.steps.stop-grace", error.Message, StringComparison.Ordinal);
        Assert.Contains($"before-service-unbind.timeout to {needed}", error.Message, StringComparison.Ordinal);
        await system.Terminate();
    }

    [Fact]
    public async Task F61_the_default_grace_period_fits()
    {
        var system = ActorSystem.Create("x", TaleSystem.Configuration($"tale.steps.stop-grace = {Default("tale.steps.stop-grace")}"));

        TaleExtension.For(system).Start(new TaleOptions());

        await system.Terminate();
    }

    private static string Default(string setting) => TaleExtension.DefaultConfiguration().GetString(setting);

    private sealed class Server(ITaleClient client, TransactionDefinition<int, int> definition) : IHostedService
    {
        private Task? _request;

        public static TaskCompletionSource<Exception?> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _request = RequestAsync();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => _request!;

        private async Task RequestAsync() => Answered.SetResult(await Record.ExceptionAsync(() => client.RunAsync(definition, 1)));
    }
}

using Akka.Actor;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>The health checks that an application gets from WithTale.</summary>
public sealed class HealthSpec
{
    private static readonly TransactionDefinition<int, int> Definition = Transaction.Define<int>("t").Step("one", n => n).Build();

    [Fact]
    public async Task An_application_that_has_health_checks_has_those_of_Tale()
    {
        using var host = await StartAsync("");

        var live = await CheckAsync(host, TaleHealthTags.Live);
        var ready = await Until.IsAsync(() => CheckAsync(host, TaleHealthTags.Ready), report => report.Status == HealthStatus.Healthy);

        Assert.Equal(["tale.live"], live.Entries.Keys);
        Assert.Equal(["tale.index", "tale.journal", "tale.lease", "tale.stopping", "tale.watchdog"], ready.Entries.Keys.Order());
        Assert.All(ready.Entries.Values, entry => Assert.IsType<DateTimeOffset>(entry.Data["since"]));
        await host.StopAsync();
    }

    [Fact]
    public async Task An_index_that_is_away_is_not_ready_and_nor_is_the_watchdog()
    {
        using var host = await StartAsync("tale.index.provider = \"Tale.Actors.Tests.Adversarial.BrokenIndex, Tale.Actors.Tests\"");

        var ready = await CheckAsync(host, TaleHealthTags.Ready);

        var watchdog = ready.Entries["tale.watchdog"];
        Assert.Equal(HealthStatus.Unhealthy, watchdog.Status);
        Assert.Equal("The watchdog has not yet read once what is due.", watchdog.Description);
        Assert.Contains("restart the node", (string)watchdog.Data["action"], StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_node_that_is_stopping_is_not_ready_and_still_live()
    {
        using var host = await StartAsync("akka.coordinated-shutdown.phases.before-service-unbind.timeout = 10m");
        var system = host.Services.GetRequiredService<ActorSystem>();
        var held = new TaskCompletionSource<Akka.Done>();
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "held", () => held.Task);
        await Until.IsAsync(() => CheckAsync(host, TaleHealthTags.Ready), report => report.Status == HealthStatus.Healthy);

        var stopped = CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);

        var ready = await Until.IsAsync(() => CheckAsync(host, TaleHealthTags.Ready), report => report.Status == HealthStatus.Unhealthy);
        Assert.Equal(HealthStatus.Unhealthy, ready.Entries["tale.stopping"].Status);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(host, TaleHealthTags.Live)).Status);
        held.SetResult(Akka.Done.Instance);
        await stopped;
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(host, TaleHealthTags.Live)).Status);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void A_watchdog_that_lags_by_more_than_three_intervals_is_not_ready(int? seconds, bool isWell)
    {
        var age = seconds is { } number ? TimeSpan.FromSeconds(number) : (TimeSpan?)null;

        Assert.Equal(isWell, new WatchdogHealthCheck(TimeProvider.System).Find(age, TimeSpan.FromSeconds(10)).IsWell);
    }

    private static async Task<IHost> StartAsync(string hocon)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddHealthChecks();
        builder.Services.AddAkka("health", akka => akka
            .AddHocon("akka { loglevel = OFF, stdout-loglevel = OFF }", HoconAddMode.Prepend)
            .WithTale(tale => tale.AddTransaction(Definition))
            .AddHocon(hocon, HoconAddMode.Prepend));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static Task<HealthReport> CheckAsync(IHost host, string tag) =>
        host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains(tag));
}

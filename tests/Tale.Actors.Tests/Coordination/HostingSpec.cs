using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

public sealed class HostingSpec
{
    private static readonly TransactionDefinition<int, int> AddOne = Transaction.Define<int>("add-one").Step("one", n => n + 1).Build();

    public sealed class Adder(HostingSpecSetting setting) : IStep<int, int>
    {
        public Task<int> ExecuteAsync(int state, StepContext step) => Task.FromResult(state + setting.Value);

        public Task CompensateAsync(int output, StepContext step) => Task.CompletedTask;
    }

    public sealed record HostingSpecSetting(int Value);

    [Theory]
    [InlineData("tale.coordinator.write-timeout = soon", "tale.coordinator.write-timeout")]
    [InlineData("tale.steps.max-concurrent = many", "tale.steps.max-concurrent")]
    [InlineData("tale.watchdog.interval = -1s", "tale.watchdog.interval")]
    public async Task A_setting_that_cannot_be_read_is_named(string setting, string name)
    {
        var system = Akka.Actor.ActorSystem.Create("x", TaleSystem.Configuration(setting));

        var error = Assert.Throws<Akka.Configuration.ConfigurationException>(() => TaleExtension.For(system).Start(new TaleOptions()));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        await system.Terminate();
    }

    [Fact]
    public async Task Three_lines_in_a_host_are_enough()
    {
        var definition = Transaction.Define<int>("add").Step<Adder>().Build();
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(new HostingSpecSetting(5));
        builder.Services.AddAkka("hosted", akka => akka.WithTale(tale => tale.AddTransaction(definition)));
        builder.Services.AddTaleClient();
        using var host = builder.Build();
        await host.StartAsync();

        var outcome = await host.Services.GetRequiredService<ITaleClient>().RunAsync(definition, 1).WaitAsync(TaleSystem.Patience);

        Assert.Equal(6, outcome.Result);
        var registry = host.Services.GetRequiredService<ActorRegistry>();
        Assert.Equal(TaleExtension.For(host.Services.GetRequiredService<ActorSystem>()).Region, registry.Get<TransactionRegionKey>());
        await host.StopAsync();
    }

    [Fact]
    public async Task What_the_user_configures_wins_over_the_defaults()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAkka("hosted", akka => akka
            .WithTale(tale => tale.AddTransaction(AddOne))
            .AddHocon("tale.max-headers = 0", HoconAddMode.Prepend));
        builder.Services.AddTaleClient();
        using var host = builder.Build();
        await host.StartAsync();
        var options = new StartOptions { Headers = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add("a", "b") };

        var refusal = await Assert.ThrowsAsync<TransactionRejectedException>(
            () => host.Services.GetRequiredService<ITaleClient>().StartAsync("add-one", 1, options));

        Assert.Equal(RejectionReason.InvalidHeaders, refusal.Reason);
        await host.StopAsync();
    }

    [Fact]
    public async Task The_clock_that_was_given_is_the_actor_system_s()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddAkka("hosted", akka => akka.WithTaleTime(new StoppedClock()));
        using var host = builder.Build();
        await host.StartAsync();

        var setup = host.Services.GetRequiredService<ActorSystem>().Settings.Setup.Get<TaleTimeSetup>();

        Assert.IsType<StoppedClock>(setup.Value.Time);
        await host.StopAsync();
    }

    private sealed class StoppedClock : TimeProvider;

    [Fact]
    public async Task Starting_twice_is_refused()
    {
        await using var tale = TaleSystem.Start(AddOne);

        Assert.Contains(
            "started in this actor system before",
            Assert.Throws<InvalidOperationException>(() => tale.Tale.Start(new TaleOptions())).Message);
    }

    [Fact]
    public async Task Using_it_before_it_was_started_says_what_to_do()
    {
        using var system = ActorSystem.Create("bare", TaleSystem.Configuration());

        Assert.Contains("WithTale", Assert.Throws<InvalidOperationException>(() => TaleExtension.For(system).Client).Message);
        await system.Terminate();
    }

    [Fact]
    public async Task A_definition_registered_twice_is_refused_by_name()
    {
        using var system = ActorSystem.Create("bare", TaleSystem.Configuration());

        var refusal = Assert.Throws<InvalidOperationException>(() => TaleExtension.For(system).Start(TaleSystem.Options(AddOne, AddOne)));

        Assert.Contains("add-one v1 is registered twice", refusal.Message);
        await system.Terminate();
    }

    [Fact]
    public async Task A_missing_configuration_says_how_to_add_it()
    {
        using var system = ActorSystem.Create("bare", "akka.loglevel = OFF, akka.stdout-loglevel = OFF");

        var refusal = Assert.Throws<ConfigurationException>(() => TaleExtension.For(system).Start(TaleSystem.Options(AddOne)));

        Assert.Contains("TaleExtension.DefaultConfiguration()", refusal.Message);
        await system.Terminate();
    }

    [Theory]
    [InlineData("tale.region.max-active = 0", "tale.region.max-active is '0'")]
    [InlineData("tale.coordinator.write-timeout = 0s", "tale.coordinator.write-timeout")]
    [InlineData("tale.index.provider = \"No.Such.Index, Nowhere\"", "which cannot be loaded")]
    [InlineData("tale.index.provider = \"System.Text.StringBuilder, System.Runtime\"", "which is no ITransactionIndex")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string hocon, string message)
    {
        using var system = ActorSystem.Create("bare", TaleSystem.Configuration(hocon));

        var refusal = Assert.Throws<ConfigurationException>(() => TaleExtension.For(system).Start(TaleSystem.Options(AddOne)));

        Assert.Contains(message, refusal.Message);
        await system.Terminate();
    }
}

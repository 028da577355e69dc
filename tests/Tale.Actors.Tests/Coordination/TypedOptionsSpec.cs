using System.Reflection;
using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tale.Actors.Definitions;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Settings;
using Tale.Actors.Tests.Serialization;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>Every setting has a typed option, and an option is the setting.</summary>
public sealed class TypedOptionsSpec
{
    private static readonly TransactionDefinition<int, int> AddOne = Transaction.Define<int>("add-one").Step("one", n => n + 1).Build();

    /// <summary>They name classes that Akka makes by name only, or make a dispatcher what it is for; who wants another one names another one.</summary>
    private static readonly string[] Wiring =
    [
        "tale.steps.dispatcher-config.type", "tale.steps.dispatcher-config.executor", "tale.coordinator.mailbox.mailbox-type", "tale.region.dispatcher-config.type",
        "tale.region.dispatcher-config.throughput", "tale.coordinator.dispatcher-config.type", "tale.coordinator.dispatcher-config.executor",
    ];

    [Fact]
    public void Every_setting_of_reference_conf_has_an_option()
    {
        var options = new TaleOptions();
        Fill(options);

        var settings = Paths(TaleExtension.DefaultConfiguration().GetConfig("tale"), "tale").Except(Wiring).Order(StringComparer.Ordinal);

        Assert.Equal(settings, Paths(options.ToConfig().GetConfig("tale"), "tale").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Options_that_nobody_set_are_no_configuration() => Assert.False(new TaleOptions().ToConfig().HasPath("tale"));

    [Fact]
    public void A_value_arrives_as_it_was_set()
    {
        var options = new TaleOptions { JournalPluginId = "a \"quoted\" \\ id", MaxPayloadBytes = 1_234_567, MaxHeaders = 0 };
        options.Coordinator.WriteTimeout = TimeSpan.FromMilliseconds(1.5);
        options.Client.AskTimeout = TimeSpan.FromDays(40);

        var settings = new TaleSettings(options.ToConfig().WithFallback(TaleExtension.DefaultConfiguration()));

        Assert.Equal(("a \"quoted\" \\ id", 1_234_567, 0), (settings.JournalPluginId, settings.MaxPayloadBytes, settings.MaxHeaders));
        Assert.Equal((TimeSpan.FromMilliseconds(1.5), TimeSpan.FromDays(40)), (settings.WriteTimeout, settings.AskTimeout));
    }

    [Fact]
    public async Task An_option_holds_in_a_host_and_HOCON_that_is_added_later_wins()
    {
        Assert.Equal(RejectionReason.InvalidHeaders, await RefusalInHost(tale => tale.MaxHeaders = 0, ""));
        Assert.Null(await RefusalInHost(tale => tale.MaxHeaders = 0, "tale.max-headers = 1"));
    }

    [Fact]
    public async Task An_option_holds_in_a_plain_actor_system()
    {
        using var system = ActorSystem.Create("plain", TaleSystem.Configuration());
        var tale = TaleExtension.For(system);
        tale.Start(new TaleOptions { MaxHeaders = 0 }.AddTransaction(AddOne));

        Assert.Equal(RejectionReason.InvalidHeaders, await Refusal(tale.Client));
        await system.Terminate();
    }

    [Fact]
    public async Task An_option_that_the_actor_system_has_read_already_is_refused()
    {
        using var system = ActorSystem.Create("plain", TaleSystem.Configuration());
        var options = new TaleOptions();
        options.Steps.MaxThreads = 7;

        var refusal = Assert.Throws<ConfigurationException>(() => TaleExtension.For(system).Start(options));

        Assert.Contains("tale.steps.dispatcher-config.max-threads", refusal.Message, StringComparison.Ordinal);
        await system.Terminate();
        using var made = ActorSystem.Create("plain", options.ToConfig().WithFallback(TaleSystem.Configuration()));
        TaleExtension.For(made).Start(options);
        await made.Terminate();
    }

    [Fact]
    public async Task A_value_out_of_its_range_is_refused_by_its_name()
    {
        using var system = ActorSystem.Create("plain", TaleSystem.Configuration());

        var refusal = Assert.Throws<ConfigurationException>(() => TaleExtension.For(system).Start(new TaleOptions { MaxFailureLength = 0 }));

        Assert.Contains("tale.max-failure-length is '0'", refusal.Message, StringComparison.Ordinal);
        await system.Terminate();
    }

    [Fact]
    public void The_appsettings_that_operations_md_shows_can_be_bound()
    {
        var document = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "operations.md"));
        var json = document.Split("```json\n").Skip(1).Select(rest => rest.Split("```")[0]).Single(block => block.Contains("\"Tale\""));
        var section = Section(json);
        var options = new TaleOptions();
        section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);

        var set = section.AsEnumerable(makePathsRelative: true).Count(pair => pair.Value is not null);
        Assert.Equal(set, Paths(options.ToConfig().GetConfig("tale"), "tale").Count());
        _ = new TaleSettings(options.ToConfig().WithFallback(TaleExtension.DefaultConfiguration()));
    }

    [Fact]
    public void A_misspelt_key_of_appsettings_is_refused_when_the_binder_is_told_to()
    {
        var section = Section("""{ "Tale": { "Steps": { "MaxConcurent": 5 } } }""");
        var error = Assert.Throws<InvalidOperationException>(
            () => section.Bind(new TaleOptions(), binder => binder.ErrorOnUnknownConfiguration = true));
        Assert.Contains("MaxConcurent", error.Message, StringComparison.Ordinal);
    }

    private static async Task<RejectionReason?> RefusalInHost(Action<TaleOptions> configure, string hocon)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Services.AddAkka("hosted", akka => akka
            .WithTale(tale => configure(tale.AddTransaction(AddOne)))
            .AddHocon(hocon, HoconAddMode.Prepend));
        builder.Services.AddTaleClient();
        using var host = builder.Build();
        await host.StartAsync();
        var reason = await Refusal(host.Services.GetRequiredService<ITaleClient>());
        await host.StopAsync();
        return reason;
    }

    private static async Task<RejectionReason?> Refusal(ITaleClient client)
    {
        var options = new StartOptions { Headers = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add("a", "b") };
        try
        {
            await client.StartAsync("add-one", 1, options).WaitAsync(TaleSystem.Patience);
            return null;
        }
        catch (TransactionRejectedException refusal)
        {
            return refusal.Reason;
        }
    }

    private static IConfigurationSection Section(string json) => new ConfigurationBuilder()
        .AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json))).Build().GetSection("Tale");

    private static void Fill(object options)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (property.CanWrite)
                property.SetValue(options, type == typeof(string) ? "x" : type == typeof(TimeSpan) ? TimeSpan.FromSeconds(1) : Convert.ChangeType(1, type));
            else
                Fill(property.GetValue(options)!);
        }
    }

    private static IEnumerable<string> Paths(Config config, string path) => config.Root.GetObject().Items.SelectMany(item =>
        item.Value.IsObject() ? Paths(config.GetConfig(item.Key), $"{path}.{item.Key}") : [$"{path}.{item.Key}"]);
}

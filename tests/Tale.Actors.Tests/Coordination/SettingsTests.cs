using Akka.Actor;
using Akka.Configuration;
using Tale.Actors.Hosting;

namespace Tale.Actors.Tests.Coordination;

/// <summary>Settings that would be misread are errors at start: of a name that nobody reads, and of a value that cannot be used.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("tale.steps.max-concurent = 5", "'tale.steps.max-concurent' is read by nobody; did you mean 'tale.steps.max-concurrent'?")]
    [InlineData("tale.step.max-concurrent = 5", "'tale.step' is read by nobody; did you mean 'tale.steps'?")]
    [InlineData("tale.max-active = 5", "'tale.max-active' is read by nobody; did you mean 'tale.*'?")]
    [InlineData("tale { watchdog { intervall = 5s } }", "did you mean 'tale.watchdog.interval'?")]
    [InlineData("tale.steps.dispatcher-config.max-thread = 5", "did you mean 'tale.steps.dispatcher-config.max-threads'?")]
    [InlineData("tale.index.providr = x", "did you mean 'tale.index.provider'?")]
    [InlineData("tale.steps = 5", "'tale.steps' is a section with settings of its own: *max-concurrent*")]
    [InlineData("tale.max-headers { a = 1 }", "'tale.max-headers' is one value, and no section.")]
    [InlineData("tale { a = 1, watchdog.b = 2 }", "'tale.a'*'tale.watchdog.b'*")]
    public void A_setting_that_nobody_reads_is_an_error_that_names_the_nearest(string hocon, string problem) =>
        Assert.Matches(Pattern(problem), Refusal(hocon));

    [Theory]
    [InlineData("tale.region.max-active = many", "tale.region.max-active is 'many'; it must be a whole number, 1 or more.")]
    [InlineData("tale.region.max-active = -5", "tale.region.max-active is '-5'; it must be a whole number, 1 or more.")]
    [InlineData("tale.region.max-active = 5000000000", "it must be a whole number, 1 or more.")]
    [InlineData("tale.max-headers = -1", "tale.max-headers is '-1'; it must be a whole number, 0 or more.")]
    [InlineData("tale.watchdog.interval = 5 parsecs", "tale.watchdog.interval is '5 parsecs'; it must be a time above zero, such as 500ms, 30s or 5m.")]
    [InlineData("tale.watchdog.interval = -5s", "tale.watchdog.interval is '-5s'; it must be a time above zero*")]
    [InlineData("tale.watchdog.interval = 0s", "tale.watchdog.interval is '0s'; it must be a time above zero*")]
    [InlineData("tale.watchdog.interval = infinite", "tale.watchdog.interval is 'infinite'; it must be a time above zero*")]
    [InlineData("tale.watchdog.interval = [1]", "tale.watchdog.interval is ''; it must be a time above zero*")]
    [InlineData("tale.max-payload-bytes = 1 MiBB", "tale.max-payload-bytes is '1 MiBB'; it must be a number of bytes such as 4096, 512 KiB or 1 MiB*")]
    [InlineData("tale.max-payload-bytes = -1", "tale.max-payload-bytes is '-1'; it must be a number of bytes*")]
    [InlineData("tale.steps.dispatcher-config.max-threads = 0", "tale.steps.dispatcher-config.max-threads is '0'; it must be a whole number, 1 or more.")]
    [InlineData("tale.participants.circuit.failures = 0", "tale.participants.circuit.failures is '0'; it must be a whole number, 1 or more.")]
    [InlineData("tale.participants.circuit.enabled = maybe", "tale.participants.circuit.enabled is 'maybe'; it must be on or off.")]
    [InlineData("tale.participants.circuit.min-open = 6m", "min-open is 00:06:00, and max-open 00:05:00; the first must not be longer*")]
    [InlineData("tale.steps.dispatcher = \"my-dispatcher\"", "tale.steps.dispatcher is 'my-dispatcher'; it must be the path of a section*")]
    [InlineData("tale.coordinator.dispatcher = \"my-dispatcher\"", "tale.coordinator.dispatcher is 'my-dispatcher'; it must be the path*")]
    [InlineData("tale.coordinator.dispatcher-config.executor = Fast", "tale.coordinator.dispatcher is 'tale.coordinator.dispatcher-config', which makes no dispatcher*")]
    [InlineData("tale.steps.dispatcher-config.type = Fast", "tale.steps.dispatcher is 'tale.steps.dispatcher-config', which makes no dispatcher*")]
    public void A_value_that_cannot_be_used_is_an_error_that_says_what_can(string hocon, string problem) =>
        Assert.Matches(Pattern(problem), Refusal(hocon));

    [Theory]
    [InlineData("")]
    [InlineData("tale.steps.dispatcher-config.throughput-deadline-time = 1ms")]   // Akka's, of every dispatcher
    [InlineData("tale.coordinator.dispatcher-config.throughput = 5")]
    [InlineData("tale.index.somebodys { path = x }")]                             // an index of somebody else may have settings
    [InlineData("mine { max-threads = 2 }\n tale-like.a = 1")]
    public void What_somebody_reads_is_no_error(string hocon)
    {
        using var system = ActorSystem.Create("settings", Config(hocon));
        TaleExtension.For(system).Start(new TaleOptions());
    }

    private static string Refusal(string hocon)
    {
        using var system = ActorSystem.Create("settings", Config(hocon));
        return Assert.Throws<ConfigurationException>(() => TaleExtension.For(system).Start(new TaleOptions())).Message;
    }

    private static Config Config(string hocon) =>
        ConfigurationFactory.ParseString(hocon).WithFallback(TaleExtension.DefaultConfiguration());

    private static string Pattern(string text) =>
        "(?s)" + string.Join(".*", text.Split('*').Select(System.Text.RegularExpressions.Regex.Escape));
}

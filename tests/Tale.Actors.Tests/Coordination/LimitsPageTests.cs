using Akka.Configuration;
using Tale.Actors.Tests.Serialization;

namespace Tale.Actors.Tests.Coordination;

/// <summary>docs/limits.md names settings that there are, with the defaults that they have.</summary>
public sealed class LimitsPageTests
{
    public static TheoryData<string, string> Limits
    {
        get
        {
            var limits = new TheoryData<string, string>();
            foreach (var line in File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "limits.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
            {
                var cells = line.Split('|', StringSplitOptions.TrimEntries);
                limits.Add(cells[1].Trim('`'), cells[2]);
            }
            return limits;
        }
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_limit_of_the_page_is_a_setting_with_that_default(string setting, string value)
    {
        var config = Settings("sqlite.conf").WithFallback(Settings("reference.conf"));
        Assert.True(config.HasPath(setting), $"{setting} is no setting.");
        Assert.Equal(value, config.GetString(setting));
    }

    [Fact]
    public void The_page_has_the_limits_that_there_are()
    {
        var named = Limits.Select(row => (string)row[0]).ToList();
        Assert.True(named.Count > 20, "The page has no tables any more.");
        var all = Settings("reference.conf").GetConfig("tale").Root.GetObject().Items.Keys.Where(name => name.StartsWith("max-", StringComparison.Ordinal));
        Assert.Empty(all.Select(name => $"tale.{name}").Except(named));
    }

    private static Config Settings(string file) =>
        ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "hocon", file)));
}

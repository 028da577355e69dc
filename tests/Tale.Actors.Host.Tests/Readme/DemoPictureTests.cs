using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Tale.Actors.Host.Tests.Readme;

/// <summary>The picture of the demo can be read: where nothing moves, and where it does.</summary>
public sealed partial class DemoPictureTests
{
    private static readonly XElement Picture = XDocument.Load(Path.Combine(Path.GetDirectoryName(File())!, "..", "..", "..", "docs", "demo.svg")).Root!;

    [Fact]
    public void Where_no_animation_runs_every_line_is_there()
    {
        var style = KeyFrames().Replace(Picture.Elements().Single(e => e.Name.LocalName == "style").Value, "");
        Assert.DoesNotContain("opacity", style, StringComparison.Ordinal);
        Assert.DoesNotContain(Picture.Descendants(), e => e.Attribute("opacity") is not null || e.Name.LocalName.StartsWith("animate", StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_frame_shows_the_command_and_that_it_has_begun()
    {
        var first = Lines().Where(line => line.At == 0).Select(line => line.Text).ToList();
        Assert.Contains(first, text => text.EndsWith("-- demo", StringComparison.Ordinal));
        Assert.Contains("Starting a node ...", first);
    }

    [Fact]
    public void A_line_that_is_too_long_goes_on_with_an_indent()
    {
        Assert.All(Lines(), line => Assert.True(line.Text.Length <= 100, line.Text));
        Assert.DoesNotContain(Lines(), line => Continuation().IsMatch(line.Text));
        Assert.Contains(Lines(), line => line.Text == "    order, as it was told to be.");
    }

    /// <summary>Nobody reads more than 50 characters a second, in lines that appear one by one.</summary>
    [Fact]
    public void It_is_slow_enough_to_read()
    {
        var times = Lines().Where(line => !IsTable(line.Text)).GroupBy(line => line.At).OrderBy(group => group.Key).ToList();
        Assert.All(times.Zip(times.Skip(1)), pair =>
        {
            var (seconds, characters) = (pair.Second.Key - pair.First.Key, pair.First.Sum(line => line.Text.Trim().Length));
            Assert.True(seconds >= characters / 50.0, $"{characters} characters in {seconds} s before: {pair.Second.First().Text}");
        });
    }

    private static bool IsTable(string text) => text.Length > 0 && text[0] is '┌' or '├' or '│' or '└';

    private static List<(double At, string Text)> Lines() => [.. Picture.Elements().Where(e => e.Name.LocalName == "text").Select(e =>
        (Seconds((string?)e.Attribute("style") ?? ""), e.Value))];

    private static double Seconds(string style) => Delay().Match(style) is { Success: true } match
        ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
        : 0;

    private static string File([CallerFilePath] string file = "") => file;

    [GeneratedRegex(@"@keyframes \w+\{[^}]*\}\}")]
    private static partial Regex KeyFrames();

    [GeneratedRegex(@"animation-delay:([\d.]+)s")]
    private static partial Regex Delay();

    // A line at the margin that begins in the middle of a sentence.
    [GeneratedRegex("^(?!holiday-)[a-z]")]
    private static partial Regex Continuation();
}

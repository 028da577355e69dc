using Microsoft.Extensions.Time.Testing;

namespace Tale.Actors.Cluster.Tests;

/// <summary>How long a log that cannot be read here looks for a build of Tale that can.</summary>
public sealed class SearchesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Searches _searches;

    public SearchesTests() => _searches = new Searches(_time);

    [Fact]
    public void What_goes_from_one_build_to_the_other_for_more_than_a_minute_has_none_that_reads_it()
    {
        for (var seconds = 0; seconds <= 60; seconds += 5)
        {
            Assert.False(_searches.IsInVain("t"));
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.True(_searches.IsInVain("t"));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(_searches.IsInVain("t"));   // the watchdog has it looked at again
    }

    /// <summary>The node that could read it has had it meanwhile, and was restarted.</summary>
    [Fact]
    public void What_comes_back_later_looks_anew()
    {
        Assert.False(_searches.IsInVain("t"));

        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.False(_searches.IsInVain("t"));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(_searches.IsInVain("t"));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(_searches.IsInVain("t"));
    }

    [Fact]
    public void What_has_come_to_rest_is_forgotten()
    {
        for (var i = 0; i < 100; i++)
            _searches.IsInVain($"t{i}");

        _time.Advance(TimeSpan.FromSeconds(61));
        _searches.IsInVain("later");

        Assert.Equal(1, _searches.Count);
    }
}

using Tale.Actors.Host.Api;

namespace Tale.Actors.Host.Tests;

/// <summary>The <c>wait</c> parameter of a start.</summary>
public sealed class WaitDurationTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("2m", 120_000)]
    [InlineData("0s", 0)]
    [InlineData("5m", 300_000)]
    [InlineData("6m", 300_000)]
    [InlineData("9223372036854775807m", 300_000)]
    public void A_wait_is_a_number_with_its_unit_up_to_five_minutes(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), WaitDuration.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_wait_is_none(string? text) => Assert.Null(WaitDuration.Parse(text));
}

using Tale.Actors.Coordination.Home;
using Tale.Actors.Hosting;
using Tale.Actors.Settings;

namespace Tale.Actors.Tests.Coordination;

/// <summary>While a log cannot be read, each question makes a coordinator that fails. It comes back once, not once for each of them.</summary>
public sealed class RestartBackoffTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly RestartBackoff _backoff = new(new TaleSettings(TaleExtension.DefaultConfiguration()), new Random(1));

    [Fact]
    public void One_that_fails_again_before_it_is_back_comes_back_when_it_would_have_anyway()
    {
        var back = _backoff.Next("t", Now)!.Value;

        Assert.True(back > Now);
        Assert.Null(_backoff.Next("t", Now));
        Assert.Null(_backoff.Next("t", back - TimeSpan.FromTicks(1)));
        Assert.NotNull(_backoff.Next("another", Now));
        Assert.True(_backoff.Next("t", back) > back);
    }

    [Fact]
    public void A_clock_that_is_set_back_keeps_nobody_away()
    {
        _backoff.Next("t", Now);

        Assert.NotNull(_backoff.Next("t", Now - TimeSpan.FromHours(1)));
    }

    [Fact]
    public void One_that_left_in_order_begins_anew()
    {
        _backoff.Next("t", Now);
        _backoff.Forget("t");

        Assert.NotNull(_backoff.Next("t", Now));
    }
}

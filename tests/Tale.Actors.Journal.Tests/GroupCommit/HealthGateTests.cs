using Microsoft.Extensions.Time.Testing;
using Tale.Actors.Journal.GroupCommit;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Tests.GroupCommit;

public sealed class HealthGateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly HealthGate _gate;

    public HealthGateTests() => _gate = new HealthGate(TimeSpan.FromSeconds(10), "journal's database", _time);

    [Fact]
    public void A_call_that_lasts_longer_than_the_hang_timeout_is_trouble_until_it_ends()
    {
        _gate.CallBegins();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(_gate.Trouble);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("The journal's database has not answered for 10001 ms.", _gate.Trouble);
        Assert.Throws<JournalUnavailableException>(_gate.ThrowIfRefusing);

        _gate.CallEnds();
        Assert.Null(_gate.Trouble);
    }

    [Fact]
    public void A_database_that_is_not_asked_for_anything_does_not_hang()
    {
        _gate.CallBegins();
        _gate.CallEnds();
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Null(_gate.Trouble);
    }

    [Fact]
    public void A_write_that_has_waited_for_longer_than_its_timeout_is_answered_once_that_nobody_knows()
    {
        var answers = new List<Exception?>();
        var write = new PendingWrite([], answers.Add, _time);

        _time.Advance(TimeSpan.FromSeconds(5));
        write.GiveUpAfter(TimeSpan.FromSeconds(5));
        Assert.Empty(answers);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        write.GiveUpAfter(TimeSpan.FromSeconds(5));
        write.Complete();
        Assert.IsType<TimeoutException>(Assert.Single(answers));
        Assert.True(write.IsAbandoned);
    }
}

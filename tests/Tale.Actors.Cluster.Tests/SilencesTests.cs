using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace Tale.Actors.Cluster.Tests;

/// <summary>For how long a node that does not answer is taken for one that may have a shard.</summary>
public sealed class SilencesTests
{
    private static readonly UniqueAddress Node = new(new Address("akka.tcp", "travel", "a", 1), 1);

    private readonly FakeTimeProvider _time = new();
    private readonly Silences _silences;

    public SilencesTests() => _silences = new Silences(_time, TimeSpan.FromSeconds(3));

    [Theory]
    [InlineData(true)]
    [InlineData(null)]
    public void One_that_may_know_counts_for_ten_seconds(bool? isOfThisBuild)
    {
        IsSilentFor(10, isOfThisBuild, counts: true);
        _time.Advance(TimeSpan.FromSeconds(1));
        _silences.IsSilent(Node);
        Assert.False(_silences.Counts(Node, isOfThisBuild));
    }

    /// <summary>A question was lost, or answered by then to others, and hours go by.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void A_silence_after_a_long_pause_begins_anew(bool isOfThisBuild, bool hasAnswered)
    {
        if (hasAnswered)
            _silences.Answers(Node);
        _silences.IsSilent(Node);

        _time.Advance(TimeSpan.FromHours(1));
        Assert.True(_silences.IsWaitedFor(Node, isOfThisBuild));

        IsSilentFor(10, isOfThisBuild, counts: true);
    }

    [Fact]
    public void An_answer_ends_a_silence()
    {
        IsSilentFor(9, isOfThisBuild: true, counts: true);

        _silences.Answers(Node);

        IsSilentFor(10, isOfThisBuild: true, counts: true);
    }

    [Fact]
    public void One_of_another_build_is_waited_for_once_and_after_its_first_answer_always()
    {
        Assert.True(_silences.IsWaitedFor(Node, false));
        _silences.IsSilent(Node);
        Assert.False(_silences.Counts(Node, false));
        Assert.False(_silences.IsWaitedFor(Node, false));

        _silences.Answers(Node);

        IsSilentFor(10, isOfThisBuild: false, counts: true);
        Assert.True(_silences.IsWaitedFor(Node, false));
    }

    /// <summary>It runs no Tale, and never answers.</summary>
    [Fact]
    public void One_of_no_build_that_was_silent_for_long_is_not_waited_for_any_more()
    {
        IsSilentFor(11, isOfThisBuild: null, counts: null);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.False(_silences.IsWaitedFor(Node, null));
        _silences.IsSilent(Node);
        Assert.False(_silences.Counts(Node, null));
        Assert.True(_silences.IsWaitedFor(Node, true));
    }

    [Fact]
    public void One_that_is_gone_is_forgotten()
    {
        _silences.IsSilent(Node);
        _silences.KeepOnly(new HashSet<UniqueAddress> { Node });
        Assert.Equal(1, _silences.Count);

        _silences.KeepOnly(new HashSet<UniqueAddress>());

        Assert.Equal(0, _silences.Count);
    }

    /// <summary>It is asked every second.</summary>
    private void IsSilentFor(int seconds, bool? isOfThisBuild, bool? counts)
    {
        for (var second = 0; second <= seconds; second++)
        {
            if (second > 0)
                _time.Advance(TimeSpan.FromSeconds(1));
            _silences.IsSilent(Node);
            if (counts is not null)
                Assert.Equal(counts, _silences.Counts(Node, isOfThisBuild));
        }
    }
}

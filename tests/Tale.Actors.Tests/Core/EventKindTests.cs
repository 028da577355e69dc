using Tale.Actors.Core;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Tests.Core;

/// <summary>No kind of event may be forgotten anywhere.</summary>
public sealed class EventKindTests
{
    private static readonly EventSerializer Serializer = new(null!);

    public static TheoryData<Type> Kinds => [.. EventSamples.Types];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_event_has_a_sample(Type kind) => Assert.Contains(EventSamples.All, sample => sample.GetType() == kind);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_event_comes_back_from_its_bytes(Type kind) =>
        Assert.All(EventSamples.All.Where(sample => sample.GetType() == kind), sample => Properties.EventBytes.RoundTrip(sample));

    [Fact]
    public void No_two_kinds_share_a_manifest()
    {
        var manifests = EventSamples.All.DistinctBy(sample => sample.GetType()).Select(Serializer.Manifest).ToList();
        Assert.Equal(manifests.Distinct(), manifests);
        Assert.All(manifests, manifest => Assert.Matches("^[a-z-]+:[0-9]+$", manifest));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_event_is_folded(Type kind)
    {
        if (kind == typeof(Event.TransactionStarted))
            return; // folded by Start, which every other case passes through
        var sample = EventSamples.All.First(e => e.GetType() == kind);
        var unhandled = Record.Exception(() => EventSamples.StateBefore(sample).Given(sample));
        Assert.Null(unhandled);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_event_has_an_entry_in_histories(Type kind) =>
        Assert.All(EventSamples.All.Where(sample => sample.GetType() == kind), sample => Assert.True(Histories.Of(sample, 1).Kind != HistoryKind.Unreadable));

    [Fact]
    public void F15_an_event_that_cannot_be_read_is_not_folded() => Assert.Throws<IllegalTransitionException>(
        () => EventSamples.StateBefore(EventSamples.All[1]).Given(new Event.Unreadable("new:1", "unknown")));

    [Fact]
    public void F15_an_event_that_cannot_be_read_is_not_written() =>
        Assert.Throws<ArgumentException>(() => Serializer.ToBinary(new Event.Unreadable("new:1", "unknown")));
}

using CsCheck;
using Tale.Actors.Core;
using Tale.Actors.Serialization;
using Tale.Actors.Tests.Core;
using Tale.Actors.Tests.Core.Properties;

namespace Tale.Actors.Tests.Serialization;

/// <summary>F31: every version writes the bytes that the first one wrote, and reads them.</summary>
public sealed class EventGoldenTests
{
    private static readonly EventSerializer Serializer = new(null!);

    public static TheoryData<string> Samples => [.. EventSamples.Named.Keys];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Golden_event(string name)
    {
        var sample = EventSamples.Named[name];
        var golden = GoldenFile.Of($"event.{name}", Serializer.Manifest(sample), Serializer.ToBinary(sample));
        Assert.Equal(golden.Manifest, Serializer.Manifest(sample));
        Assert.Equal(Convert.ToHexString(golden.Bytes), Convert.ToHexString(Serializer.ToBinary(sample)));
        Assert.Equal(Dump.Of(sample), Dump.Of(Serializer.FromBinary(golden.Bytes, golden.Manifest)));
    }

    [Fact]
    public void No_golden_event_lost_its_sample() =>
        Assert.Empty(GoldenFile.Names.Where(name => name.StartsWith("event.", StringComparison.Ordinal)).Select(name => name[6..]).Except(EventSamples.Named.Keys));

    [Fact]
    public void The_identifier_is_in_every_row_and_never_changes() => Assert.Equal(7301, Serializer.Identifier);

    [Theory]
    [InlineData("step-succeeded:2")]
    [InlineData("from-the-future:1")]
    [InlineData("")]
    [InlineData("System.Diagnostics.Process, System")]
    public void F15_F18_an_unknown_manifest_is_an_unreadable_event(string manifest)
    {
        var e = Assert.IsType<Event.Unreadable>(Serializer.FromBinary([8, 1], manifest));
        Assert.Equal(manifest, e.Manifest);
        Assert.NotEmpty(e.Problem);
    }

    [Fact]
    public void F15_damaged_bytes_are_an_event_readable_or_not_and_never_an_error()
    {
        var manifests = EventSamples.All.Select(Serializer.Manifest).Distinct().ToArray();
        Check.Sample(
            Gen.Select(Gen.Int[0, manifests.Length - 1], Gen.Byte.Array[0, 60]),
            (kind, bytes) => { Assert.IsAssignableFrom<Event>(Serializer.FromBinary(bytes, manifests[kind])); }, iter: 20_000);
        foreach (var manifest in manifests)
            Assert.IsAssignableFrom<Event>(Serializer.FromBinary([], manifest));
    }

    [Fact]
    public void F15_an_event_that_lacks_its_failure_is_unreadable() =>
        Assert.IsType<Event.Unreadable>(Serializer.FromBinary([], "attempt-failed:1"));
}

using System.Runtime.Serialization;
using Akka.Actor;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;
using Tale.Actors.Tests.Core.Properties;

namespace Tale.Actors.Tests.Serialization;

/// <summary>F31: nodes of different versions understand each other.</summary>
public sealed class ProtocolGoldenTests : IClassFixture<ProtocolGoldenTests.GoldenSystem>
{
    private readonly ProtocolSerializer _serializer;

    public ProtocolGoldenTests(GoldenSystem shared) => _serializer = new ProtocolSerializer((ExtendedActorSystem)shared.System);

    public static TheoryData<string> Samples => [.. ProtocolSamples.All.Keys];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Golden_message(string name)
    {
        var sample = ProtocolSamples.All[name];
        var golden = GoldenFile.Of($"protocol.{name}", _serializer.Manifest(sample), _serializer.ToBinary(sample));
        Assert.Equal(golden.Manifest, _serializer.Manifest(sample));
        Assert.Equal(Convert.ToHexString(golden.Bytes), Convert.ToHexString(_serializer.ToBinary(sample)));
        Assert.Equal(Dump.Of(sample), Dump.Of(_serializer.FromBinary(golden.Bytes, golden.Manifest)));
    }

    [Fact]
    public void No_golden_message_lost_its_sample() =>
        Assert.Empty(GoldenFile.Names.Where(name => name.StartsWith("protocol.", StringComparison.Ordinal)).Select(name => name[9..]).Except(ProtocolSamples.All.Keys));

    [Fact]
    public void Every_message_of_the_protocol_has_a_sample()
    {
        var messages = typeof(IWithTransactionId).Assembly.GetTypes()
            .Where(type => type.IsVisible && !type.IsAbstract && typeof(IWithTransactionId).IsAssignableFrom(type));
        Assert.Empty(messages.Except(ProtocolSamples.All.Values.Select(sample => sample.GetType())));
    }

    [Fact]
    public void No_two_messages_share_a_manifest()
    {
        var manifests = ProtocolSamples.All.Values.DistinctBy(sample => sample.GetType()).Select(_serializer.Manifest).ToList();
        Assert.Equal(manifests.Distinct(), manifests);
    }

    [Fact]
    public void The_identifier_never_changes() => Assert.Equal(7302, _serializer.Identifier);

    [Fact]
    public void The_state_of_a_start_stays_a_payload_so_that_a_misfit_can_be_answered()
    {
        var start = new StartTransaction("t-1", "book-holiday", ProtocolSamples.State);
        var back = (StartTransaction)_serializer.FromBinary(_serializer.ToBinary(start), _serializer.Manifest(start));
        Assert.Equal("trip", Assert.IsType<Payload>(back.State).Alias);
    }

    [Fact]
    public void An_unknown_manifest_or_message_is_refused()
    {
        Assert.Throws<SerializationException>(() => _serializer.FromBinary([], "start:99"));
        Assert.Throws<ArgumentException>(() => _serializer.Manifest("text"));
        Assert.Throws<ArgumentException>(() => _serializer.ToBinary("text"));
    }

    public sealed class GoldenSystem : IDisposable
    {
        public GoldenSystem() => StateCodec.For(System).Register(typeof(ProtocolSamples.Trip));

        public ActorSystem System { get; } = ActorSystem.Create("golden", "akka.loglevel = WARNING");

        public void Dispose() => System.Dispose();
    }
}

using Akka.Actor;
using BenchmarkDotNet.Attributes;
using Tale.Actors.Benchmarks.Cases;
using Tale.Actors.Core;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Benchmarks.Micro;

/// <summary>One event as Protobuf, and one state as JSON.</summary>
[MemoryDiagnoser]
public class SerializerBenchmarks : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("micro");
    private readonly Holiday.Booking _booking = new("customer-17", 99.5m, "payment-1", "flight-1", "hotel-1");
    private readonly EventSerializer _events;
    private readonly StateCodec _codec;
    private readonly Event _event;
    private readonly byte[] _bytes;
    private readonly Payload _payload;

    /// <summary>Makes the samples.</summary>
    public SerializerBenchmarks()
    {
        _events = new EventSerializer((ExtendedActorSystem)_system);
        _codec = new StateCodec((ExtendedActorSystem)_system);
        _payload = _codec.Encode(_booking, typeof(Holiday.Booking));
        _event = new Event.StepSucceeded(DateTimeOffset.UnixEpoch, "book-hotel", 1, _payload);
        _bytes = _events.ToBinary(_event);
    }

    /// <summary>An event to bytes.</summary>
    [Benchmark]
    public byte[] WriteEvent() => _events.ToBinary(_event);

    /// <summary>Bytes to an event.</summary>
    [Benchmark]
    public object ReadEvent() => _events.FromBinary(_bytes, "step-succeeded:1");

    /// <summary>A state to a payload.</summary>
    [Benchmark]
    public object EncodeState() => _codec.Encode(_booking, typeof(Holiday.Booking));

    /// <summary>A payload to a state.</summary>
    [Benchmark]
    public object? DecodeState() => _codec.Decode(_payload, typeof(Holiday.Booking));

    /// <inheritdoc />
    [GlobalCleanup]
    public void Dispose()
    {
        _system.Dispose();
        GC.SuppressFinalize(this);
    }
}

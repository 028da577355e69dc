using System.Reflection;
using System.Runtime.Serialization;
using Akka.Actor;
using CsCheck;
using Tale.Actors.Core;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;
using Tale.Actors.Tests.Core.Properties;

namespace Tale.Actors.Tests.Serialization;

/// <summary>F54, F69: nulls where none are expected lose no message, and damaged bytes have one kind of error.</summary>
public sealed class NullTests : IClassFixture<ProtocolGoldenTests.GoldenSystem>
{
    private readonly ProtocolSerializer _serializer;

    public NullTests(ProtocolGoldenTests.GoldenSystem shared) => _serializer = new ProtocolSerializer((ExtendedActorSystem)shared.System);

    public static TheoryData<Type> Messages => [.. ProtocolSamples.All.Values.Select(sample => sample.GetType()).Distinct()];

    [Theory]
    [MemberData(nameof(Messages))]
    public void F69_a_message_of_nothing_but_nulls_arrives(Type type)
    {
        var message = (IWithTransactionId)OfNulls(type);
        Assert.NotNull(message.ToString());
        Assert.Equal(message.GetHashCode(), OfNulls(type).GetHashCode());
        Assert.True(message.Equals(OfNulls(type)));

        var back = (IWithTransactionId)_serializer.FromBinary(_serializer.ToBinary(message), _serializer.Manifest(message));

        Assert.IsType(type, back);
        Assert.Equal("", back.TransactionId);
    }

    [Fact]
    public void F69_a_start_s_nulls_mean_here_what_they_mean_elsewhere()
    {
        var start = new StartTransaction(null!, null!, null!) { Headers = null! };
        var back = _serializer.FromBinary(_serializer.ToBinary(start), _serializer.Manifest(start));
        Assert.Equal(("", ""), (start.TransactionId, start.Definition));
        Assert.Null(start.State);
        Assert.Empty(start.Headers);
        Assert.Equal(Dump.Of(start), Dump.Of(back));
    }

    [Fact]
    public void F54_a_failure_without_type_and_message_is_stored()
    {
        var failed = new Event.StepFailed(DateTimeOffset.UnixEpoch, "a", 1, new AttemptFailure(null!, null!, 1, DateTimeOffset.UnixEpoch));
        var events = new EventSerializer(null!);
        var back = Assert.IsType<Event.StepFailed>(events.FromBinary(events.ToBinary(failed), events.Manifest(failed)));
        Assert.Equal(("", ""), (back.Failure!.Type, back.Failure.Message));
    }

    [Fact]
    public void Damaged_bytes_are_a_message_or_a_serialization_error()
    {
        var manifests = ProtocolSamples.All.Values.Select(_serializer.Manifest).Distinct().ToArray();
        Check.Sample(
            Gen.Select(Gen.Int[0, manifests.Length - 1], Gen.Byte.Array[0, 60]),
            (kind, bytes) =>
            {
                try
                {
                    Assert.IsAssignableFrom<IWithTransactionId>(_serializer.FromBinary(bytes, manifests[kind]));
                }
                catch (SerializationException)
                {
                    // Akka logs it and goes on.
                }
            },
            iter: 20_000);
    }

    [Fact]
    public void F44_a_state_that_names_another_type_stays_a_payload()
    {
        const string Name = "System.Diagnostics.Process, System";
        var start = new StartTransaction("t-1", "t", new Payload(Name, "{}"u8.ToArray(), 1, Name));
        var outcome = new TransactionCompleted("t-1", start.State);
        Assert.Equal(start.State, ((StartTransaction)_serializer.FromBinary(_serializer.ToBinary(start), "start:1")).State);
        Assert.Equal(outcome, _serializer.FromBinary(_serializer.ToBinary(outcome), "completed:1"));
    }

    /// <summary>A message whose every part that can be null is null.</summary>
    private static object OfNulls(Type type)
    {
        var parameters = type.GetConstructors().Single().GetParameters();
        var message = Activator.CreateInstance(type, [.. parameters.Select(p => Default(p.ParameterType))])!;
        foreach (var property in type.GetProperties().Where(p => p.CanWrite && parameters.All(parameter => parameter.Name != p.Name)))
            property.SetValue(message, Default(property.PropertyType));
        return message;
    }

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;
}

using Google.Protobuf;
using Google.Protobuf.Collections;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization.Proto;

namespace Tale.Actors.Serialization;

/// <summary>The parts that events and messages share.</summary>
internal static class ProtoConversions
{
    public static DateTimeOffset ToTime(this long utcTicks) => new(utcTicks, TimeSpan.Zero);

    /// <summary>For collection initializers.</summary>
    public static void Add(this MapField<string, string> map, IEnumerable<KeyValuePair<string, string>> entries)
    {
        foreach (var (key, value) in entries)
            map.Add(key, value);
    }

    public static PayloadProto ToProto(this Payload payload) => new()
    {
        Alias = payload.Alias,
        // The array is never written to after it was made, so it need not be copied.
        Data = UnsafeByteOperations.UnsafeWrap(payload.Data),
        SerializerId = payload.SerializerId,
        Manifest = payload.Manifest,
    };

    public static Payload ToPayload(this PayloadProto proto) => new(proto.Alias, proto.Data.Memory, proto.SerializerId, proto.Manifest);

    public static FailureProto ToProto(this AttemptFailure failure) =>
        new() { Type = failure.Type, Message = failure.Message, Attempt = failure.Attempt, At = failure.At.UtcTicks, MayHaveTakenEffect = failure.MayHaveTakenEffect };

    public static AttemptFailure ToFailure(this FailureProto proto) => 
        new(proto.Type, proto.Message, proto.Attempt, proto.At.ToTime()) { MayHaveTakenEffect = proto.MayHaveTakenEffect };

    public static StepFailureProto ToProto(this StepFailure failure)
    {
        var proto = new StepFailureProto { Step = failure.Step, Message = failure.Message };
        proto.Attempts.AddRange(failure.Attempts.Select(ToProto));
        return proto;
    }

    public static StepFailure ToFailure(this StepFailureProto proto) => new(proto.Step, proto.Message, [.. proto.Attempts.Select(ToFailure)]);

    public static TransactionFailureProto ToProto(this TransactionFailure failure)
    {
        var proto = new TransactionFailureProto { Message = failure.Message };
        proto.Steps.AddRange(failure.Steps.Select(ToProto));
        proto.Compensations.AddRange(failure.Compensations.Select(ToProto));
        return proto;
    }

    public static TransactionFailure ToFailure(this TransactionFailureProto proto) =>
        new(proto.Message, [.. proto.Steps.Select(ToFailure)], [.. proto.Compensations.Select(ToFailure)]);
}

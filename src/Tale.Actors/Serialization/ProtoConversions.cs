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
            map.Add(key, value.OrEmpty());
    }

    /// <summary>Protobuf has no null text: one becomes an empty text.</summary>
    public static string OrEmpty(this string? text) => text ?? "";

    /// <summary>A null list becomes an empty one.</summary>
    public static IReadOnlyList<T> OrEmpty<T>(this IReadOnlyList<T>? list) => list ?? [];

    public static PayloadProto ToProto(this Payload payload) => new()
    {
        Alias = payload.Alias.OrEmpty(),
        // The array is never written to after it was made, so it need not be copied.
        Data = UnsafeByteOperations.UnsafeWrap(payload.Data),
        SerializerId = payload.SerializerId,
        Manifest = payload.Manifest.OrEmpty(),
    };

    public static Payload ToPayload(this PayloadProto proto) => new(proto.Alias, proto.Data.Memory, proto.SerializerId, proto.Manifest);

    public static FailureProto ToProto(this AttemptFailure failure) => new()
    {
        Type = failure.Type.OrEmpty(), Message = failure.Message.OrEmpty(), Attempt = failure.Attempt, At = failure.At.UtcTicks,
        MayHaveTakenEffect = failure.MayHaveTakenEffect,
    };

    public static AttemptFailure ToFailure(this FailureProto proto) =>
        new(proto.Type, proto.Message, proto.Attempt, proto.At.ToTime()) { MayHaveTakenEffect = proto.MayHaveTakenEffect };

    public static StepFailureProto ToProto(this StepFailure failure) => new()
    {
        Step = failure.Step.OrEmpty(), Message = failure.Message.OrEmpty(), Attempts = { failure.Attempts.OrEmpty().Select(ToProto) },
    };

    public static StepFailure ToFailure(this StepFailureProto proto) =>
        new(proto.Step, proto.Message, [.. proto.Attempts.Select(ToFailure)]);

    public static TransactionFailureProto ToProto(this TransactionFailure failure) => new()
    {
        Message = failure.Message.OrEmpty(), Steps = { failure.Steps.OrEmpty().Select(ToProto) },
        Compensations = { failure.Compensations.OrEmpty().Select(ToProto) }, IsTruncated = failure.IsTruncated,
        Cause = failure.Cause == AbortCause.StepFailed ? 0 : (int)failure.Cause,
    };

    public static TransactionFailure ToFailure(this TransactionFailureProto proto) =>
        new(proto.Message, [.. proto.Steps.Select(ToFailure)], [.. proto.Compensations.Select(ToFailure)])
        {
            IsTruncated = proto.IsTruncated, Cause = proto.Cause == 0 ? AbortCause.StepFailed : (AbortCause)proto.Cause,
        };
}

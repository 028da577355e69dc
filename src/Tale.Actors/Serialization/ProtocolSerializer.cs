using System.Collections.Immutable;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;
using Tale.Actors.Hosting;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization.Proto;

namespace Tale.Actors.Serialization;

/// <summary>The protocol's messages as Protobuf, for nodes and participants elsewhere. States travel under their aliases; no message names a CLR type.</summary>
internal sealed class ProtocolSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 7302;

    private StateCodec Codec => TaleExtension.For(system).Codec;

    public override string Manifest(object o) => o switch
    {
        StartTransaction => "start:1",
        GetTransaction => "get:1",
        WatchTransaction => "watch:1",
        WakeTransaction => "wake:1",
        TransactionAccepted => "accepted:1",
        TransactionRejected => "rejected:1",
        TransactionNotFound => "not-found:1",
        TransactionCompleted => "completed:1",
        TransactionCompensated => "compensated:1",
        TransactionFailed => "failed:1",
        TransactionSuspended => "suspended:1",
        TransactionView => "view:1",
        ExecuteStep => "execute:1",
        CompensateStep => "compensate:1",
        StepSucceeded => "step-succeeded:1",
        StepFailed => "step-failed:1",
        RetryStep => "step-retry:1",
        _ => throw new ArgumentException($"{o.GetType().Name} is no message of Tale's protocol."),
    };

    public override byte[] ToBinary(object obj) => ToProto(obj).ToByteArray();

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        "start:1" => Start(StartTransactionProto.Parser.ParseFrom(bytes)),
        "get:1" => new GetTransaction(Id(bytes)),
        "watch:1" => new WatchTransaction(Id(bytes)),
        "wake:1" => new WakeTransaction(Id(bytes)),
        "not-found:1" => new TransactionNotFound(Id(bytes)),
        "accepted:1" => Accepted(TransactionAcceptedProto.Parser.ParseFrom(bytes)),
        "rejected:1" => Rejected(TransactionRejectedProto.Parser.ParseFrom(bytes)),
        "completed:1" => Outcome(bytes, o => new TransactionCompleted(o.TransactionId, Decode(o.Result))),
        "compensated:1" => Outcome(bytes, o => new TransactionCompensated(o.TransactionId, o.Failure.ToFailure())),
        "failed:1" => Outcome(bytes, o => new TransactionFailed(o.TransactionId, o.Failure.ToFailure())),
        "suspended:1" => Outcome(bytes, o => new TransactionSuspended(o.TransactionId, o.Reason, o.Failure?.ToFailure())),
        "view:1" => ViewConversions.ToView(TransactionViewProto.Parser.ParseFrom(bytes)),
        "execute:1" => Execute(StepRequestProto.Parser.ParseFrom(bytes)),
        "compensate:1" => Compensate(StepRequestProto.Parser.ParseFrom(bytes)),
        "step-succeeded:1" => Reply(bytes, r => new StepSucceeded(r.TransactionId, r.Step, r.Epoch, r.Attempt, Decode(r.Output))),
        "step-failed:1" => Reply(bytes, r => new StepFailed(r.TransactionId, r.Step, r.Epoch, r.Attempt, r.Message)),
        "step-retry:1" => Reply(bytes, r => new RetryStep(
            r.TransactionId, r.Step, r.Epoch, r.Attempt, r.Message, r.HasAfter ? TimeSpan.FromTicks(r.After) : null)),
        _ => throw new ArgumentException($"'{manifest}' is no message of Tale's protocol that this version knows."),
    };

    private IMessage ToProto(object obj) => obj switch
    {
        StartTransaction m => ToProto(m),
        GetTransaction or WatchTransaction or WakeTransaction or TransactionNotFound => new TransactionIdProto { TransactionId = ((IWithTransactionId)obj).TransactionId },
        TransactionAccepted m => new TransactionAcceptedProto { TransactionId = m.TransactionId, Definition = m.Definition, Version = m.Version, Status = (int)m.Status },
        TransactionRejected m => new TransactionRejectedProto { TransactionId = m.TransactionId, Reason = (int)m.Reason, Message = m.Message },
        TransactionCompleted m => new OutcomeProto { TransactionId = m.TransactionId, Result = Encode(m.Result) },
        TransactionCompensated m => new OutcomeProto { TransactionId = m.TransactionId, Failure = m.Failure.ToProto() },
        TransactionFailed m => new OutcomeProto { TransactionId = m.TransactionId, Failure = m.Failure.ToProto() },
        TransactionSuspended m => new OutcomeProto { TransactionId = m.TransactionId, Reason = m.Reason, Failure = m.Failure?.ToProto() },
        TransactionView m => ViewConversions.ToProto(m),
        ExecuteStep m => ToProto(m),
        CompensateStep m => ToProto(m),
        StepSucceeded m => Reply(m, new StepReplyProto { Output = Encode(m.Output) }),
        StepFailed m => Reply(m, new StepReplyProto { Message = m.Message }),
        RetryStep m => Retry(m),
        _ => throw new ArgumentException($"{obj.GetType().Name} is no message of Tale's protocol."),
    };

    private StartTransactionProto ToProto(StartTransaction m)
    {
        var proto = new StartTransactionProto
        {
            TransactionId = m.TransactionId, Definition = m.Definition, State = Encode(m.State), NotifyOutcome = m.NotifyOutcome,
        };
        if (m.Version is { } version)
            proto.Version = version;
        proto.Headers.Add(m.Headers);
        return proto;
    }

    private StepRequestProto ToProto(ExecuteStep m)
    {
        var proto = Request(m, m.State, m.Headers);
        proto.Failures.AddRange(m.Failures.Select(ProtoConversions.ToProto));
        return proto;
    }

    private StepRequestProto ToProto(CompensateStep m)
    {
        var proto = Request(m, m.State, m.Headers);
        proto.Outcome = (int)m.Outcome;
        return proto;
    }

    private StepRequestProto Request(IStepRequest m, object? state, ImmutableDictionary<string, string> headers)
    {
        var proto = new StepRequestProto
        {
            TransactionId = m.TransactionId, Step = m.Step, IdempotencyKey = m.IdempotencyKey, Epoch = m.Epoch, Attempt = m.Attempt, State = Encode(state),
        };
        proto.Headers.Add(headers);
        return proto;
    }

    private static StepReplyProto Reply(IStepReply m, StepReplyProto proto)
    {
        proto.TransactionId = m.TransactionId;
        proto.Step = m.Step;
        proto.Epoch = m.Epoch;
        proto.Attempt = m.Attempt;
        return proto;
    }

    private static StepReplyProto Retry(RetryStep m)
    {
        var proto = Reply(m, new StepReplyProto { Message = m.Message });
        if (m.After is { } after)
            proto.After = after.Ticks;
        return proto;
    }

    /// <summary>The state stays a payload: the coordinator knows its type and answers a misfit with a refusal instead of losing the message here.</summary>
    private static StartTransaction Start(StartTransactionProto p) => new(p.TransactionId, p.Definition, p.State.ToPayload())
    {
        Version = p.HasVersion ? p.Version : null, Headers = p.Headers.ToImmutableDictionary(), NotifyOutcome = p.NotifyOutcome,
    };

    private static TransactionAccepted Accepted(TransactionAcceptedProto p) => new(p.TransactionId, p.Definition, p.Version, (TransactionStatus)p.Status);

    private static TransactionRejected Rejected(TransactionRejectedProto p) => new(p.TransactionId, (RejectionReason)p.Reason, p.Message);

    private ExecuteStep Execute(StepRequestProto p) => new(p.TransactionId, p.Step, p.IdempotencyKey, p.Epoch, p.Attempt, Decode(p.State))
    {
        Failures = [.. p.Failures.Select(ProtoConversions.ToFailure)], Headers = p.Headers.ToImmutableDictionary(),
    };

    private CompensateStep Compensate(StepRequestProto p) =>
        new(p.TransactionId, p.Step, p.IdempotencyKey, p.Epoch, p.Attempt, Decode(p.State), (StepOutcome)p.Outcome)
        {
            Headers = p.Headers.ToImmutableDictionary(),
        };

    private static string Id(byte[] bytes) => TransactionIdProto.Parser.ParseFrom(bytes).TransactionId;

    private static object Outcome(byte[] bytes, Func<OutcomeProto, object> make) => make(OutcomeProto.Parser.ParseFrom(bytes));

    private static object Reply(byte[] bytes, Func<StepReplyProto, object> make) => make(StepReplyProto.Parser.ParseFrom(bytes));

    private PayloadProto? Encode(object? value) => value switch
    {
        null => null,
        Payload payload => payload.ToProto(),
        _ => Codec.Encode(value).ToProto(),
    };

    private object? Decode(PayloadProto? proto) => proto is null ? null : Codec.Decode(proto.ToPayload());
}

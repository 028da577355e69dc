using System.Collections.Immutable;
using Akka.Actor;
using Google.Protobuf;
using Tale.Actors.Core;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization.Proto;

namespace Tale.Actors.Serialization;

/// <summary>
/// The codec of each message of the protocol. A new message is one entry, with a message in <c>protocol.proto</c> or one that is there
/// already. A new field is one line of its message and one word on either side of its entry. Protobuf has no null text, list or map: nulls
/// arrive empty.
/// </summary>
internal sealed class ProtocolTable(SentValues values)
{
    /// <exception cref="InvalidOperationException">A message was forgotten.</exception>
    public static CodecTable<IWithTransactionId> Create(SentValues values) => new(Kinds, new ProtocolTable(values).Entries);

    /// <summary>Every message about a transaction, but for those that never leave their node.</summary>
    private static IEnumerable<Type> Kinds => typeof(IWithTransactionId).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && typeof(IWithTransactionId).IsAssignableFrom(type))
        .Where(type => !typeof(INoSerializationVerificationNeeded).IsAssignableFrom(type));

    private CodecEntry<IWithTransactionId>[] Entries =>
    [
        Entry("start:1", StartTransactionProto.Parser, (StartTransaction m) => ToProto(m), p => Start(p)),
        Entry(
            "start-child:1", StartChildProto.Parser,
            (StartChild m) => ToProto(m),
            p => new(Start(p.Start), p.HasCancelReason ? p.CancelReason : null)),
        Entry(
            "cancel:1", CancelTransactionProto.Parser,
            (CancelTransaction m) => new()
            {
                TransactionId = m.TransactionId.OrEmpty(), Reason = m.Reason.OrEmpty(), IsOfParent = m.IsOfParent, WishId = m.WishId.OrEmpty(),
            },
            p => new(p.TransactionId, p.Reason) { IsOfParent = p.IsOfParent, WishId = WishId(p.WishId) }),
        Entry(
            "undo:1", CancelTransactionProto.Parser,
            (CompensateTransaction m) => new() { TransactionId = m.TransactionId.OrEmpty(), Reason = m.Reason.OrEmpty() },
            p => new(p.TransactionId, p.Reason)),
        Entry(
            "move:1", CancelTransactionProto.Parser,
            (MoveShard m) => new() { TransactionId = m.TransactionId.OrEmpty(), Reason = m.What.OrEmpty() }, p => new(p.TransactionId, p.Reason)),
        Entry("operate:1", OperatorCommandProto.Parser, (OperatorCommand m) => ToProto(m), Command),
        Entry(
            "signal:1", SignalTransactionProto.Parser,
            (SignalTransaction m) => new()
            {
                TransactionId = m.TransactionId.OrEmpty(), Name = m.Name.OrEmpty(), SignalId = m.SignalId.OrEmpty(),
                Payload = values.Write(m.Payload),
            },
            // It stays a payload: its type is the wait's, which the coordinator knows.
            p => new(p.TransactionId, p.Name, p.SignalId, SentValues.ReadUntyped(p.Payload))),
        Entry(
            "done:1", CommandAcceptedProto.Parser,
            (CommandAccepted m) => new()
            {
                TransactionId = m.TransactionId.OrEmpty(), Status = (int)m.Status, Revision = m.Revision, WishId = m.WishId.OrEmpty(),
            },
            p => new(p.TransactionId, (TransactionStatus)p.Status, p.Revision) { WishId = WishId(p.WishId) }),
        IdOnly("get:1", id => new GetTransaction(id)),
        IdOnly("get-plan:1", id => new GetTransactionPlan(id)),
        IdOnly("watch:1", id => new WatchTransaction(id)),
        IdOnly("unwatch:1", id => new UnwatchTransaction(id)),
        IdOnly("wake:1", id => new WakeTransaction(id)),
        IdOnly("not-found:1", id => new TransactionNotFound(id)),
        Entry(
            "accepted:1", TransactionAcceptedProto.Parser,
            (TransactionAccepted m) => new()
            {
                TransactionId = m.TransactionId.OrEmpty(), Definition = m.Definition.OrEmpty(), Version = m.Version, Status = (int)m.Status,
            },
            p => new(p.TransactionId, p.Definition, p.Version, (TransactionStatus)p.Status)),
        Entry(
            "rejected:1", TransactionRejectedProto.Parser,
            (TransactionRejected m) => new()
            {
                TransactionId = m.TransactionId.OrEmpty(), Reason = (int)m.Reason, Message = m.Message.OrEmpty(),
            },
            p => new(p.TransactionId, (RejectionReason)p.Reason, p.Message)),
        Entry(
            "completed:1", OutcomeProto.Parser,
            (TransactionCompleted m) => new() { TransactionId = m.TransactionId.OrEmpty(), Result = values.Write(m.Result) },
            p => new(p.TransactionId, values.Read(p.Result))),
        Entry(
            "compensated:1", OutcomeProto.Parser,
            (TransactionCompensated m) => new() { TransactionId = m.TransactionId.OrEmpty(), Failure = m.Failure?.ToProto() },
            p => new(p.TransactionId, Failure(p.Failure))),
        Entry(
            "failed:1", OutcomeProto.Parser,
            (TransactionFailed m) => new() { TransactionId = m.TransactionId.OrEmpty(), Failure = m.Failure?.ToProto() },
            p => new(p.TransactionId, Failure(p.Failure))),
        Entry(
            "suspended:1", OutcomeProto.Parser,
            (TransactionSuspended m) => new()
            {
                TransactionId = m.TransactionId.OrEmpty(), Reason = m.Reason.OrEmpty(), Failure = m.Failure?.ToProto(),
            },
            p => new(p.TransactionId, p.Reason, p.Failure?.ToFailure())),
        Entry("view:1", TransactionViewProto.Parser, (TransactionView m) => ViewConversions.ToProto(m), ViewConversions.ToView),
        Entry("get-history:1", GetHistoryProto.Parser, (GetHistory m) => HistoryConversions.ToProto(m), HistoryConversions.ToQuestion),
        Entry(
            "history:1", TransactionHistoryProto.Parser, (TransactionHistory m) => HistoryConversions.ToProto(m),
            HistoryConversions.ToHistory),
        Entry("plan:1", TransactionPlanProto.Parser, (TransactionPlan m) => PlanConversions.ToProto(m), PlanConversions.ToPlan),
        Entry(
            "execute:1", StepRequestProto.Parser,
            (ExecuteStep m) => Request(m, m.State, m.Headers, new() { Failures = { m.Failures.Select(ProtoConversions.ToProto) } }),
            p => new(p.TransactionId, p.Step, p.IdempotencyKey, p.Epoch, p.Attempt, values.Read(p.State))
            {
                Failures = [.. p.Failures.Select(ProtoConversions.ToFailure)], Headers = p.Headers.ToImmutableDictionary(),
            }),
        Entry(
            "cancel-step:1", StepRequestProto.Parser,
            (CancelStep m) => new()
            {
                TransactionId = m.TransactionId.OrEmpty(), Step = m.Step.OrEmpty(), IdempotencyKey = m.IdempotencyKey.OrEmpty(),
                Epoch = m.Epoch, Attempt = m.Attempt,
            },
            p => new(p.TransactionId, p.Step, p.IdempotencyKey, p.Epoch, p.Attempt)),
        Entry(
            "compensate:1", StepRequestProto.Parser,
            (CompensateStep m) => Request(m, m.State, m.Headers, new() { Outcome = (int)m.Outcome }),
            p => new(p.TransactionId, p.Step, p.IdempotencyKey, p.Epoch, p.Attempt, values.Read(p.State), (StepOutcome)p.Outcome)
            {
                Headers = p.Headers.ToImmutableDictionary(),
            }),
        Entry(
            "step-succeeded:1", StepReplyProto.Parser,
            (StepReply.Succeeded m) => Reply(m, new() { Output = values.Write(m.Output) }),
            p => new(p.TransactionId, p.Step, p.Epoch, p.Attempt, values.Read(p.Output))),
        Entry(
            "step-failed:1", StepReplyProto.Parser,
            (StepReply.Failed m) => Reply(m, new() { Message = m.Message.OrEmpty() }),
            p => new(p.TransactionId, p.Step, p.Epoch, p.Attempt, p.Message)),
        Entry(
            "step-retry:1", StepReplyProto.Parser,
            (StepReply.Retry m) => Retry(m),
            p => new(p.TransactionId, p.Step, p.Epoch, p.Attempt, p.Message, p.HasAfter ? TimeSpan.FromTicks(p.After) : null)),
    ];

    private static CodecEntry<IWithTransactionId> Entry<TMessage, TProto>(
        string manifest, MessageParser<TProto> parser, Func<TMessage, TProto> write, Func<TProto, TMessage> read)
        where TMessage : class, IWithTransactionId
        where TProto : class, IMessage<TProto> => CodecEntry<IWithTransactionId>.Of(manifest, parser, write, read);

    /// <param name="sent">Empty: there is none.</param>
    private static string? WishId(string sent) => sent.Length == 0 ? null : sent;

    /// <summary>A message that says no more than which transaction is meant.</summary>
    private static CodecEntry<IWithTransactionId> IdOnly<TMessage>(string manifest, Func<string, TMessage> read)
        where TMessage : class, IWithTransactionId =>
        Entry(
            manifest, TransactionIdProto.Parser,
            (TMessage m) => new TransactionIdProto { TransactionId = m.TransactionId.OrEmpty() },
            p => read(p.TransactionId));

    private StartChildProto ToProto(StartChild m)
    {
        var proto = new StartChildProto { Start = ToProto(m.Request?.Carry(m.Start) ?? m.Start) };
        if (m.CancelReason is { } reason)
            proto.CancelReason = reason;
        return proto;
    }

    private StartTransactionProto ToProto(StartTransaction m)
    {
        var proto = new StartTransactionProto
        {
            TransactionId = m.TransactionId.OrEmpty(), Definition = m.Definition.OrEmpty(), State = values.Write(m.State),
            NotifyOutcome = m.NotifyOutcome, Headers = { m.Headers.AsEnumerable() },
        };
        if (m.Version is { } version)
            proto.Version = version;
        if (m.Deadline is { } deadline)
            proto.Deadline = deadline.Ticks;
        return proto;
    }

    private OperatorCommandProto ToProto(OperatorCommand m)
    {
        var proto = new OperatorCommandProto
        {
            TransactionId = m.TransactionId.OrEmpty(), CommandId = m.CommandId.OrEmpty(), Action = (int)m.Action,
            Who = m.Who.OrEmpty(), Why = m.Why.OrEmpty(), Output = values.Write(m.Output),
        };
        if (m.Step is { } step)
            proto.Step = step;
        if (m.ExpectedRevision is { } revision)
            proto.ExpectedRevision = revision;
        return proto;
    }

    /// <summary>The output stays a payload: its type is the step's, which the coordinator knows.</summary>
    private static OperatorCommand Command(OperatorCommandProto p) => new(
        p.TransactionId, p.CommandId, (OperatorAction)p.Action, p.Who, p.Why)
    {
        Step = p.HasStep ? p.Step : null,
        Output = SentValues.ReadUntyped(p.Output),
        ExpectedRevision = p.HasExpectedRevision ? p.ExpectedRevision : null,
    };

    /// <summary>
    /// The state stays a payload: the coordinator knows its type and answers a misfit with a refusal instead of losing the message here.
    /// </summary>
    private static StartTransaction Start(StartTransactionProto p) => new(p.TransactionId, p.Definition, SentValues.ReadUntyped(p.State)!)
    {
        Version = p.HasVersion ? p.Version : null, Headers = p.Headers.ToImmutableDictionary(), NotifyOutcome = p.NotifyOutcome,
        Deadline = p.HasDeadline ? TimeSpan.FromTicks(p.Deadline) : null,
    };

    private StepRequestProto Request(IStepRequest m, object? state, ImmutableDictionary<string, string> headers, StepRequestProto proto)
    {
        (proto.TransactionId, proto.Step, proto.IdempotencyKey, proto.Epoch, proto.Attempt) =
            (m.TransactionId.OrEmpty(), m.Step.OrEmpty(), m.IdempotencyKey.OrEmpty(), m.Epoch, m.Attempt);
        proto.State = values.Write(state);
        ProtoConversions.Add(proto.Headers, headers);
        return proto;
    }

    private static StepReplyProto Reply(StepReply m, StepReplyProto proto)
    {
        (proto.TransactionId, proto.Step, proto.Epoch, proto.Attempt) = (m.TransactionId.OrEmpty(), m.Step.OrEmpty(), m.Epoch, m.Attempt);
        return proto;
    }

    private static StepReplyProto Retry(StepReply.Retry m)
    {
        var proto = Reply(m, new StepReplyProto { Message = m.Message.OrEmpty() });
        if (m.After is { } after)
            proto.After = after.Ticks;
        return proto;
    }

    private static TransactionFailure Failure(TransactionFailureProto? proto) => proto?.ToFailure() ?? new TransactionFailure("", [], []);
}

using System.Collections.Immutable;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;
using Tale.Actors.Core;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization.Proto;

namespace Tale.Actors.Serialization;

/// <summary>The events as Protobuf. A manifest, once written, is read for ever; one that is not known becomes <see cref="Event.Unreadable"/>.</summary>
internal sealed class EventSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 7301;

    public override string Manifest(object o) => o switch
    {
        Event.TransactionStarted => "started:1",
        Event.StepSucceeded => "step-succeeded:1",
        Event.StepAttemptFailed => "attempt-failed:1",
        Event.StepFailed => "step-failed:1",
        Event.StepOutcomeUnknown => "step-unknown:1",
        Event.StepEscalated => "step-escalated:1",
        Event.CompensationStarted => "compensating:1",
        Event.StepCompensated => "step-compensated:1",
        Event.CompensationAttemptFailed => "undo-failed:1",
        Event.TransactionSuspended => "suspended:1",
        Event.TransactionResumed => "resumed:1",
        Event.CoordinatorRecovered => "recovered:1",
        Event.TransactionCompleted => "completed:1",
        Event.TransactionCompensated => "compensated:1",
        Event.TransactionFailed => "failed:1",
        _ => throw new ArgumentException($"{o.GetType().Name} is no event that can be written."),
    };

    public override byte[] ToBinary(object obj) => ToProto(obj).ToByteArray();

    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return Read(bytes, manifest);
        }
        // Whatever is wrong with a damaged row, such as a part that is missing or a time out of range, concerns this transaction alone.
        catch (Exception e)
        {
            return new Event.Unreadable(manifest, $"its bytes are damaged: {e.Message}");
        }
    }

    private static IMessage ToProto(object obj) => obj switch
    {
        Event.TransactionStarted e => Started(e),
        Event.StepSucceeded e => new StepSucceededProto { At = e.At.UtcTicks, Step = e.Step, Attempt = e.Attempt, Output = e.Output?.ToProto() },
        Event.StepAttemptFailed e => Ended(e, e.Step, e.Attempt, e.Failure, e.RetryAt, e.DueAt),
        Event.StepFailed e => Ended(e, e.Step, e.Attempt, e.Failure, null),
        Event.StepOutcomeUnknown e => Ended(e, e.Step, e.Attempt, e.Failure, null),
        Event.StepEscalated e => Ended(e, e.Step, e.Attempt, e.Failure, null),
        Event.CompensationAttemptFailed e => Ended(e, e.Step, e.Attempt, e.Failure, e.RetryAt, e.DueAt),
        Event.CompensationStarted e => new TransactionTurnedProto { At = e.At.UtcTicks, Reason = e.Cause },
        Event.StepCompensated e => new StepCompensatedProto { At = e.At.UtcTicks, Step = e.Step, Attempt = e.Attempt },
        Event.TransactionSuspended e => new TransactionSuspendedProto { At = e.At.UtcTicks, Cause = (int)e.Cause, Reason = e.Reason },
        Event.TransactionResumed e => new TransactionResumedProto { At = e.At.UtcTicks, Status = (int)e.Status, Reason = e.Reason },
        Event.CoordinatorRecovered e => new CoordinatorRecoveredProto { At = e.At.UtcTicks, Epoch = e.Epoch },
        Event.TransactionCompleted e => new TransactionTurnedProto { At = e.At.UtcTicks },
        Event.TransactionCompensated e => new TransactionTurnedProto { At = e.At.UtcTicks, Reason = e.Failure },
        Event.TransactionFailed e => new TransactionTurnedProto { At = e.At.UtcTicks, Reason = e.Failure },
        _ => throw new ArgumentException($"{obj.GetType().Name} is no event that can be written."),
    };

    private static Event Read(byte[] bytes, string manifest) => manifest switch
    {
        "started:1" => Started(TransactionStartedProto.Parser.ParseFrom(bytes)),
        "step-succeeded:1" => Succeeded(StepSucceededProto.Parser.ParseFrom(bytes)),
        "attempt-failed:1" => Ended(bytes, e => new Event.StepAttemptFailed(e.At.ToTime(), e.Step, e.Attempt, e.Failure.ToFailure(), e.RetryAt.ToTime())
        {
            DueAt = e.HasDueAt ? e.DueAt.ToTime() : null,
        }),
        "step-failed:1" => Ended(bytes, e => new Event.StepFailed(e.At.ToTime(), e.Step, e.Attempt, e.Failure?.ToFailure())),
        "step-unknown:1" => Ended(bytes, e => new Event.StepOutcomeUnknown(e.At.ToTime(), e.Step, e.Attempt, e.Failure?.ToFailure())),
        "step-escalated:1" => Ended(bytes, e => new Event.StepEscalated(e.At.ToTime(), e.Step, e.Attempt, e.Failure.ToFailure())),
        "undo-failed:1" => Ended(bytes, e => new Event.CompensationAttemptFailed(
            e.At.ToTime(), e.Step, e.Attempt, e.Failure.ToFailure(), e.HasRetryAt ? e.RetryAt.ToTime() : null)
        {
            DueAt = e.HasDueAt ? e.DueAt.ToTime() : null,
        }),
        "compensating:1" => Turned(bytes, e => new Event.CompensationStarted(e.At.ToTime(), e.Reason)),
        "step-compensated:1" => Compensated(StepCompensatedProto.Parser.ParseFrom(bytes)),
        "suspended:1" => Suspended(TransactionSuspendedProto.Parser.ParseFrom(bytes)),
        "resumed:1" => Resumed(TransactionResumedProto.Parser.ParseFrom(bytes)),
        "recovered:1" => Recovered(CoordinatorRecoveredProto.Parser.ParseFrom(bytes)),
        "completed:1" => Turned(bytes, e => new Event.TransactionCompleted(e.At.ToTime())),
        "compensated:1" => Turned(bytes, e => new Event.TransactionCompensated(e.At.ToTime(), e.Reason)),
        "failed:1" => Turned(bytes, e => new Event.TransactionFailed(e.At.ToTime(), e.Reason)),
        _ => new Event.Unreadable(manifest, "this version does not know it; it was written by a newer one"),
    };

    private static TransactionStartedProto Started(Event.TransactionStarted e)
    {
        var proto = new TransactionStartedProto
        {
            At = e.At.UtcTicks, TransactionId = e.TransactionId, Definition = e.Definition, Version = e.Version, Hash = e.Hash, State = e.State.ToProto(),
        };
        // Sorted, so that the same event always has the same bytes.
        foreach (var header in e.Headers.OrderBy(header => header.Key, StringComparer.Ordinal))
            proto.Headers.Add(header.Key, header.Value);
        return proto;
    }

    private static AttemptEndedProto Ended(Event e, string step, int attempt, AttemptFailure? failure, DateTimeOffset? retryAt, DateTimeOffset? dueAt = null)
    {
        var proto = new AttemptEndedProto { At = e.At.UtcTicks, Step = step, Attempt = attempt, Failure = failure?.ToProto() };
        if (retryAt is { } at)
            proto.RetryAt = at.UtcTicks;
        if (dueAt is { } due)
            proto.DueAt = due.UtcTicks;
        return proto;
    }

    private static Event.TransactionStarted Started(TransactionStartedProto e) => new(
        e.At.ToTime(), e.TransactionId, e.Definition, e.Version, e.Hash, e.State.ToPayload(), e.Headers.ToImmutableDictionary());

    private static Event.StepSucceeded Succeeded(StepSucceededProto e) => new(e.At.ToTime(), e.Step, e.Attempt, e.Output?.ToPayload());

    private static Event.StepCompensated Compensated(StepCompensatedProto e) => new(e.At.ToTime(), e.Step, e.Attempt);

    private static Event.TransactionSuspended Suspended(TransactionSuspendedProto e) => new(e.At.ToTime(), (SuspensionCause)e.Cause, e.Reason);

    private static Event.TransactionResumed Resumed(TransactionResumedProto e) => new(e.At.ToTime(), (TransactionStatus)e.Status, e.Reason);

    private static Event.CoordinatorRecovered Recovered(CoordinatorRecoveredProto e) => new(e.At.ToTime(), e.Epoch);

    private static Event Ended(byte[] bytes, Func<AttemptEndedProto, Event> make) => make(AttemptEndedProto.Parser.ParseFrom(bytes));

    private static Event Turned(byte[] bytes, Func<TransactionTurnedProto, Event> make) => make(TransactionTurnedProto.Parser.ParseFrom(bytes));
}

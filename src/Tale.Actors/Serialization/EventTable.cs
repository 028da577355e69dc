using System.Collections.Immutable;
using System.Reflection;
using Google.Protobuf;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization.Proto;

namespace Tale.Actors.Serialization;

/// <summary>
/// How each kind of event is written and read. A new kind is one entry, with a message in <c>events.proto</c> or one that is there already;
/// a new field is one line of its message, optional, and one word on either side of its entry.
/// What every event has is in <see cref="Entry"/>.
/// </summary>
internal static class EventTable
{
    /// <exception cref="InvalidOperationException">A kind of event was forgotten.</exception>
    public static CodecTable<Event> Create() => new(Kinds, Entries);

    /// <summary>Every kind that is written. What this version cannot read is kept as it is, never written again.</summary>
    private static IEnumerable<Type> Kinds => typeof(Event).GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
        .Where(type => !type.IsAbstract && typeof(Event).IsAssignableFrom(type) && type != typeof(Event.Unreadable));

    private static CodecEntry<Event>[] Entries =>
    [
        Entry(
            "started:1", TransactionStartedProto.Parser,
            (Event.TransactionStarted e) => Started(e),
            (at, p) => new(at, p.TransactionId, p.Definition, p.Version, p.Hash, p.State.ToPayload(), p.Headers.ToImmutableDictionary())
            {
                Node = p.Node, Format = Read(p.Format), Deadline = p.HasDeadline ? p.Deadline.ToTime() : null,
            }),
        Entry(
            "step-succeeded:1", StepSucceededProto.Parser,
            (Event.StepSucceeded e) =>
                new() { Step = e.Step, Attempt = e.Attempt, Output = e.Output?.ToProto(), PassesPivot = e.PassesPivot },
            (at, p) => new(at, p.Step, p.Attempt, p.Output?.ToPayload()) { PassesPivot = p.PassesPivot }),
        Entry(
            "items-listed:1", ItemsListedProto.Parser,
            (Event.ItemsListed e) =>
                new() { Step = e.Step, Attempt = e.Attempt, Items = { e.Items.Select(item => item.ToProto()) }, AtATime = e.AtATime },
            (at, p) => new(at, p.Step, p.Attempt, [.. p.Items.Select(item => item.ToPayload())], p.AtATime)),
        Entry(
            "attempt-failed:1", AttemptEndedProto.Parser,
            (Event.StepAttemptFailed e) => Ended(e.Step, e.Attempt, e.Failure, e.RetryAt),
            (at, p) => new(at, p.Step, p.Attempt, p.Failure.ToFailure(), p.RetryAt.ToTime())),
        Entry(
            "step-failed:1", AttemptEndedProto.Parser,
            (Event.StepFailed e) => Ended(e.Step, e.Attempt, e.Failure),
            (at, p) => new(at, p.Step, p.Attempt, p.Failure?.ToFailure())),
        Entry(
            "step-unknown:1", AttemptEndedProto.Parser,
            (Event.StepOutcomeUnknown e) => Ended(e.Step, e.Attempt, e.Failure),
            (at, p) => new(at, p.Step, p.Attempt, p.Failure?.ToFailure())),
        Entry(
            "step-escalated:1", AttemptEndedProto.Parser,
            (Event.StepEscalated e) => Ended(e.Step, e.Attempt, e.Failure),
            (at, p) => new(at, p.Step, p.Attempt, p.Failure?.ToFailure())),
        Entry(
            "cancel-requested:1", TransactionTurnedProto.Parser,
            (Event.CancelRequested e) => e.WishId is { } wish ? new() { Reason = e.Reason, WishId = wish } : new() { Reason = e.Reason },
            (at, p) => new(at, p.Reason) { WishId = p.HasWishId ? p.WishId : null }),
        Entry(
            "undo-requested:1", TransactionTurnedProto.Parser,
            (Event.UndoRequested e) => new() { Reason = e.Reason },
            (at, p) => new(at, p.Reason)),
        Entry(
            "deadline-passed:1", TransactionTurnedProto.Parser,
            (Event.DeadlinePassed _) => new(),
            (at, _) => new(at)),
        Entry(
            "operator-intervened:1", OperatorIntervenedProto.Parser,
            (Event.OperatorIntervened e) => Intervened(e),
            (at, p) => new(
                at, p.CommandId, (OperatorAction)p.Action, p.HasStep ? p.Step : null, p.Output?.ToPayload(), p.Who, p.Why)
            {
                PassesPivot = p.PassesPivot,
            }),
        Entry(
            "compensating:1", TransactionTurnedProto.Parser,
            (Event.CompensationStarted e) => new() { Reason = e.Cause, Kind = e.Kind == AbortCause.StepFailed ? 0 : (int)e.Kind },
            (at, p) => new(at, p.Reason) { Kind = p.Kind == 0 ? AbortCause.StepFailed : (AbortCause)p.Kind }),
        Entry(
            "step-compensated:1", StepCompensatedProto.Parser,
            (Event.StepCompensated e) => new() { Step = e.Step, Attempt = e.Attempt },
            (at, p) => new(at, p.Step, p.Attempt)),
        Entry(
            "undo-failed:1", AttemptEndedProto.Parser,
            (Event.CompensationAttemptFailed e) => Ended(e.Step, e.Attempt, e.Failure, e.RetryAt, e.Policy),
            (at, p) => new(at, p.Step, p.Attempt, p.Failure.ToFailure(), p.HasRetryAt ? p.RetryAt.ToTime() : null)
            {
                Policy = p.HasPolicy ? (CompensationFailurePolicy)p.Policy : null,
            }),
        Entry(
            "issued:1", AttemptsProto.Parser,
            (Event.AttemptsIssued e) => new() { Attempts = { e.Attempts.Select(ToProto) } },
            (at, p) => new(at, [.. p.Attempts.Select(ToAttempt)])),
        Entry(
            "left:1", AttemptsProto.Parser,
            (Event.CoordinatorLeft e) => new() { Attempts = { e.NotBegun.Select(ToProto) } },
            (at, p) => new(at, [.. p.Attempts.Select(ToAttempt)])),
        Entry(
            "wait-started:1", WaitStartedProto.Parser,
            (Event.WaitStarted e) => Wait(e),
            (at, p) => new(at, p.Step, p.HasUntil ? p.Until.ToTime() : null, p.HasSignalId ? p.SignalId : null)),
        Entry(
            "signal:1", SignalReceivedProto.Parser,
            (Event.SignalReceived e) => Signal(e),
            (at, p) => new(at, p.Name, p.SignalId, p.Payload?.ToPayload(), p.HasStep ? p.Step : null)),
        Entry(
            "suspended:1", TransactionSuspendedProto.Parser,
            (Event.TransactionSuspended e) => new() { Cause = (int)e.Cause, Reason = e.Reason },
            (at, p) => new(at, (SuspensionCause)p.Cause, p.Reason)),
        Entry(
            "resumed:1", TransactionResumedProto.Parser,
            (Event.TransactionResumed e) => new() { Status = (int)e.Status, Reason = e.Reason },
            (at, p) => new(at, (TransactionStatus)p.Status, p.Reason)),
        Entry(
            "recovered:1", CoordinatorRecoveredProto.Parser,
            (Event.CoordinatorRecovered e) => new() { Epoch = e.Epoch, Node = e.Node, Format = Written(e.Format) },
            (at, p) => new(at, p.Epoch) { Node = p.Node, Format = Read(p.Format) }),
        Entry(
            "completed:1", TransactionTurnedProto.Parser,
            (Event.TransactionCompleted _) => new(),
            (at, _) => new(at)),
        Entry(
            "compensated:1", TransactionTurnedProto.Parser,
            (Event.TransactionCompensated e) => new() { Reason = e.Failure },
            (at, p) => new(at, p.Reason)),
        Entry(
            "failed:1", TransactionTurnedProto.Parser,
            (Event.TransactionFailed e) => new() { Reason = e.Failure },
            (at, p) => new(at, p.Reason)),
    ];

    /// <summary>One kind of event: what it shares with all others is written and read here.</summary>
    private static CodecEntry<Event> Entry<TEvent, TProto>(
        string manifest, MessageParser<TProto> parser, Func<TEvent, TProto> write, Func<DateTimeOffset, TProto, TEvent> read)
        where TEvent : Event
        where TProto : class, IMessage<TProto>, IEventProto =>
        CodecEntry<Event>.Of(
            manifest, parser,
            (TEvent e) =>
            {
                var proto = write(e);
                proto.At = e.At.UtcTicks;
                if (e.DueAt is { } dueAt)
                    proto.DueAt = dueAt.UtcTicks;
                return proto;
            },
            proto =>
                proto.HasDueAt ? read(proto.At.ToTime(), proto) with { DueAt = proto.DueAt.ToTime() } : read(proto.At.ToTime(), proto));

    private static TransactionStartedProto Started(Event.TransactionStarted e)
    {
        var proto = new TransactionStartedProto
        {
            TransactionId = e.TransactionId, Definition = e.Definition, Version = e.Version, Hash = e.Hash, State = e.State.ToProto(),
            // Sorted: the same event always has the same bytes.
            Headers = { e.Headers.OrderBy(header => header.Key, StringComparer.Ordinal) },
            Node = e.Node, Format = Written(e.Format),
        };
        if (e.Deadline is { } deadline)
            proto.Deadline = deadline.UtcTicks;
        return proto;
    }

    private static OperatorIntervenedProto Intervened(Event.OperatorIntervened e)
    {
        var proto = new OperatorIntervenedProto
        {
            CommandId = e.CommandId, Action = (int)e.Action, Output = e.Output?.ToProto(), Who = e.Who, Why = e.Why,
            PassesPivot = e.PassesPivot,
        };
        if (e.Step is { } step)
            proto.Step = step;
        return proto;
    }

    private static WaitStartedProto Wait(Event.WaitStarted e)
    {
        var proto = new WaitStartedProto { Step = e.Step };
        if (e.Until is { } until)
            proto.Until = until.UtcTicks;
        if (e.SignalId is { } signal)
            proto.SignalId = signal;
        return proto;
    }

    private static SignalReceivedProto Signal(Event.SignalReceived e)
    {
        var proto = new SignalReceivedProto { Name = e.Name, SignalId = e.SignalId, Payload = e.Payload?.ToProto() };
        if (e.Step is { } step)
            proto.Step = step;
        return proto;
    }

    /// <summary>Format 1 is what logs follow that say nothing.</summary>
    private static int Written(int format) => format == 1 ? 0 : format;

    private static int Read(int format) => format == 0 ? 1 : format;

    private static AttemptRefProto ToProto(AttemptRef attempt) =>
        new() { Step = attempt.Step, Direction = (int)attempt.Direction, Number = attempt.Number };

    private static AttemptRef ToAttempt(AttemptRefProto proto) => new(proto.Step, (Direction)proto.Direction, proto.Number);

    private static AttemptEndedProto Ended(
        string step, int attempt, AttemptFailure? failure, DateTimeOffset? retryAt = null, CompensationFailurePolicy? policy = null)
    {
        var proto = new AttemptEndedProto { Step = step, Attempt = attempt, Failure = failure?.ToProto() };
        if (retryAt is { } at)
            proto.RetryAt = at.UtcTicks;
        if (policy is { } last)
            proto.Policy = (int)last;
        return proto;
    }
}

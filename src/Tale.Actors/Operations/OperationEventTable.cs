using System.Collections.Immutable;
using System.Reflection;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;
using Tale.Actors.Serialization.Proto;

namespace Tale.Actors.Operations;

/// <summary>
/// How each kind of event of operations is written and read. A new kind is one entry, with a message in <c>operations.proto</c>.
/// </summary>
internal static class OperationEventTable
{
    /// <exception cref="InvalidOperationException">A kind of event was forgotten.</exception>
    public static CodecTable<OperationEvent> Create() => new(Kinds, Entries);

    private static IEnumerable<Type> Kinds => typeof(OperationEvent).GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
        .Where(type => typeof(OperationEvent).IsAssignableFrom(type) && type != typeof(OperationEvent.Unreadable));

    private static CodecEntry<OperationEvent>[] Entries =>
    [
        CodecEntry<OperationEvent>.Of(
            "operation-opened:1", OperationOpenedProto.Parser,
            (OperationEvent.Opened e) => Opened(e),
            p => new(p.At.ToTime(), p.OperationId, (BulkAction)p.Action, p.HasStep ? p.Step : null, ToFilter(p.Filter), p.Who, p.Why)),
        CodecEntry<OperationEvent>.Of(
            "operation-closed:1", OperationNamedProto.Parser,
            (OperationEvent.Closed e) => new() { At = e.At.UtcTicks, OperationId = e.OperationId },
            p => new(p.At.ToTime(), p.OperationId)),
        CodecEntry<OperationEvent>.Of(
            "operation-forgotten:1", OperationNamedProto.Parser,
            (OperationEvent.Forgotten e) => new() { At = e.At.UtcTicks, OperationId = e.OperationId },
            p => new(p.At.ToTime(), p.OperationId)),
        CodecEntry<OperationEvent>.Of(
            "operation-counted:1", OperationCountedProto.Parser,
            (OperationEvent.Counted e) => new() { At = e.At.UtcTicks, Matched = e.Matched },
            p => new(p.At.ToTime(), p.Matched)),
        CodecEntry<OperationEvent>.Of(
            "operation-page:1", OperationPageTakenProto.Parser,
            (OperationEvent.PageTaken e) =>
                new() { At = e.At.UtcTicks, Settled = ToProto(e.Settled), Cursor = e.Cursor, Page = { e.Page } },
            p => new(p.At.ToTime(), ToTally(p.Settled), p.Cursor, [.. p.Page])),
        CodecEntry<OperationEvent>.Of(
            "operation-stop:1", OperationStopRequestedProto.Parser,
            (OperationEvent.StopRequested e) =>
                new() { At = e.At.UtcTicks, Who = e.Who, Settled = ToProto(e.Settled), InFlight = { e.InFlight } },
            p => new(p.At.ToTime(), p.Who, ToTally(p.Settled), [.. p.InFlight])),
        CodecEntry<OperationEvent>.Of(
            "operation-ended:1", OperationEndedProto.Parser,
            (OperationEvent.Ended e) => new() { At = e.At.UtcTicks, Settled = ToProto(e.Settled) },
            p => new(p.At.ToTime(), ToTally(p.Settled))),
    ];

    private static OperationOpenedProto Opened(OperationEvent.Opened e)
    {
        var proto = new OperationOpenedProto
        {
            At = e.At.UtcTicks, OperationId = e.OperationId, Action = (int)e.Action, Filter = ToProto(e.Filter), Who = e.Who, Why = e.Why,
        };
        if (e.Step is { } step)
            proto.Step = step;
        return proto;
    }

    private static OperationFilterProto ToProto(OperationFilter filter)
    {
        var proto = new OperationFilterProto { Statuses = { filter.Statuses.Select(status => (int)status) }, All = filter.All };
        if (filter.Definition is { } definition)
            proto.Definition = definition;
        if (filter.IdPrefix is { } prefix)
            proto.IdPrefix = prefix;
        if (filter.FailureText is { } text)
            proto.FailureText = text;
        if (filter.StartedFrom is { } from)
            proto.StartedFrom = from.UtcTicks;
        if (filter.StartedBefore is { } before)
            proto.StartedBefore = before.UtcTicks;
        return proto;
    }

    private static OperationFilter ToFilter(OperationFilterProto proto) => new()
    {
        Statuses = proto.Statuses.Select(status => (TransactionStatus)status).ToImmutableArray(),
        Definition = proto.HasDefinition ? proto.Definition : null,
        IdPrefix = proto.HasIdPrefix ? proto.IdPrefix : null,
        FailureText = proto.HasFailureText ? proto.FailureText : null,
        StartedFrom = proto.HasStartedFrom ? proto.StartedFrom.ToTime() : null,
        StartedBefore = proto.HasStartedBefore ? proto.StartedBefore.ToTime() : null,
        All = proto.All,
    };

    private static OperationTallyProto ToProto(Tally tally) => new()
    {
        Done = tally.Done, Refused = tally.Refused, Failed = tally.Failed,
        Refusals =
        {
            tally.Refusals.Select(refusal => new OperationRefusalProto
            {
                TransactionId = refusal.TransactionId, Reason = (int)refusal.Reason, Message = refusal.Message, IsFailure = refusal.IsFailure,
            }),
        },
    };

    private static Tally ToTally(OperationTallyProto proto) => new(
        proto.Done, proto.Refused, proto.Failed,
        [
            .. proto.Refusals.Select(refusal =>
                new OperationRefusal(refusal.TransactionId, (RejectionReason)refusal.Reason, refusal.Message) { IsFailure = refusal.IsFailure }),
        ]);
}

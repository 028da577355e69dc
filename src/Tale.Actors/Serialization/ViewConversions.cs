using System.Collections.Immutable;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization.Proto;

namespace Tale.Actors.Serialization;

/// <summary>A transaction's view as Protobuf.</summary>
internal static class ViewConversions
{
    public static TransactionViewProto ToProto(TransactionView view)
    {
        var proto = new TransactionViewProto
        {
            TransactionId = view.TransactionId.OrEmpty(),
            Definition = view.Definition.OrEmpty(),
            Version = view.Version,
            Status = (int)view.Status,
            StartedAt = view.StartedAt.UtcTicks,
            UpdatedAt = view.UpdatedAt.UtcTicks,
            State = view.State?.ToProto(),
            Result = view.Result?.ToProto(),
            Failure = view.Failure?.ToProto(),
            IsTruncated = view.IsTruncated,
        };
        if (view.EndedAt is { } endedAt)
            proto.EndedAt = endedAt.UtcTicks;
        if (view.SuspendedReason is { } reason)
            proto.SuspendedReason = reason;
        proto.Revision = view.Revision;
        if (view.DefinitionHash is { } hash)
            proto.DefinitionHash = hash;
        if (view.Deadline is { } deadline)
            proto.Deadline = deadline.UtcTicks;
        proto.Interventions.AddRange(view.Interventions.OrEmpty().Select(ToProto));
        ProtoConversions.Add(proto.Headers, view.Headers ?? ImmutableDictionary<string, string>.Empty);
        proto.Steps.AddRange(view.Steps.OrEmpty().Select(ToProto));
        proto.Compensations.AddRange(view.Compensations.OrEmpty().Select(ProtoConversions.OrEmpty));
        return proto;
    }

    public static TransactionView ToView(TransactionViewProto proto) => new(
        proto.TransactionId, proto.Definition, proto.Version, (TransactionStatus)proto.Status)
    {
        StartedAt = proto.StartedAt.ToTime(),
        UpdatedAt = proto.UpdatedAt.ToTime(),
        EndedAt = proto.HasEndedAt ? proto.EndedAt.ToTime() : null,
        State = proto.State?.ToPayload(),
        Result = proto.Result?.ToPayload(),
        Failure = proto.Failure?.ToFailure(),
        SuspendedReason = proto.HasSuspendedReason ? proto.SuspendedReason : null,
        Headers = proto.Headers.ToDictionary(),
        Steps = [.. proto.Steps.Select(ToView)],
        Compensations = [.. proto.Compensations],
        DefinitionHash = proto.HasDefinitionHash ? proto.DefinitionHash : null,
        IsTruncated = proto.IsTruncated,
        Revision = proto.Revision,
        Deadline = proto.HasDeadline ? proto.Deadline.ToTime() : null,
        Interventions = [.. proto.Interventions.Select(ToIntervention)],
    };

    public static InterventionProto ToProto(OperatorIntervention intervention)
    {
        var proto = new InterventionProto
        {
            At = intervention.At.UtcTicks, CommandId = intervention.CommandId.OrEmpty(), Action = (int)intervention.Action,
            Who = intervention.Who.OrEmpty(), Why = intervention.Why.OrEmpty(),
        };
        if (intervention.Step is { } step)
            proto.Step = step;
        return proto;
    }

    public static OperatorIntervention ToIntervention(InterventionProto proto) => new(
        proto.At.ToTime(), proto.CommandId, (OperatorAction)proto.Action, proto.HasStep ? proto.Step : null, proto.Who, proto.Why);

    private static StepViewProto ToProto(StepView step)
    {
        var proto = new StepViewProto
        {
            Path = step.Path.OrEmpty(),
            Status = (int)step.Status,
            Attempts = step.Attempts,
            CompensationAttempts = step.CompensationAttempts,
            Output = step.Output?.ToProto(),
            Failure = step.Failure?.ToProto(),
        };
        if (step.NextAttemptAt is { } at)
            proto.NextAttemptAt = at.UtcTicks;
        if (step.Running is { } running)
            proto.Running = ToProto(running);
        if (step.Signal is { } signal)
            proto.Signal = signal;
        if (step.Child is { } child)
            proto.Child = child;
        return proto;
    }

    private static StepView ToView(StepViewProto proto) => new(
        proto.Path, (StepStatus)proto.Status, proto.Attempts, proto.CompensationAttempts,
        proto.HasNextAttemptAt ? proto.NextAttemptAt.ToTime() : null, proto.Output?.ToPayload(), proto.Failure?.ToFailure())
    {
        Running = proto.Running is { } running ? ToAttempt(running) : null,
        Signal = proto.HasSignal ? proto.Signal : null,
        Child = proto.HasChild ? proto.Child : null,
    };

    private static RunningAttemptProto ToProto(RunningAttempt running)
    {
        var proto = new RunningAttemptProto { Attempt = running.Attempt, StartedAt = running.StartedAt.UtcTicks };
        if (running.WaitsFor is { } why)
            proto.WaitsFor = why;
        return proto;
    }

    private static RunningAttempt ToAttempt(RunningAttemptProto proto) => new(proto.Attempt, proto.StartedAt.ToTime())
    {
        WaitsFor = proto.HasWaitsFor ? proto.WaitsFor : null,
    };
}

using Tale.Actors.Protocol;
using Tale.Actors.Serialization.Proto;

namespace Tale.Actors.Serialization;

/// <summary>A transaction's plan as Protobuf.</summary>
internal static class PlanConversions
{
    public static TransactionPlanProto ToProto(TransactionPlan plan)
    {
        var proto = new TransactionPlanProto
        {
            TransactionId = plan.TransactionId.OrEmpty(),
            Definition = plan.Definition.OrEmpty(),
            Version = plan.Version,
            Status = (int)plan.Status,
            Revision = plan.Revision,
            IsTruncated = plan.IsTruncated,
            IsPastPivot = plan.IsPastPivot,
        };
        if (plan.Problem is { } problem)
            proto.Problem = problem;
        proto.WaitsFor.AddRange(plan.WaitsFor.OrEmpty().Select(ProtoConversions.OrEmpty));
        proto.Undos.AddRange(plan.Undos.OrEmpty().Select(ToProto));
        proto.NotUndone.AddRange(plan.NotUndone.OrEmpty().Select(ProtoConversions.OrEmpty));
        proto.Ahead.AddRange(plan.Ahead.OrEmpty().Select(ToProto));
        return proto;
    }

    public static TransactionPlan ToPlan(TransactionPlanProto proto) => new(
        proto.TransactionId, proto.Definition, proto.Version, (TransactionStatus)proto.Status)
    {
        Revision = proto.Revision,
        Problem = proto.HasProblem ? proto.Problem : null,
        WaitsFor = [.. proto.WaitsFor],
        Undos = [.. proto.Undos.Select(ToUndo)],
        NotUndone = [.. proto.NotUndone],
        Ahead = [.. proto.Ahead.Select(ToStep)],
        IsTruncated = proto.IsTruncated,
        IsPastPivot = proto.IsPastPivot,
    };

    private static PlannedUndoProto ToProto(PlannedUndo undo)
    {
        var proto = new PlannedUndoProto
        {
            Step = undo.Step.OrEmpty(), Prospect = (int)undo.Prospect, Outcome = (int)(undo.Outcome ?? 0), State = undo.State?.ToProto(),
        };
        if (undo.After is { } after)
            proto.After = after;
        return proto;
    }

    private static PlannedUndo ToUndo(PlannedUndoProto proto) => new(
        proto.Step, proto.HasAfter ? proto.After : null, (UndoProspect)proto.Prospect,
        proto.Outcome == 0 ? null : (StepOutcome)proto.Outcome)
    {
        State = proto.State?.ToPayload(),
    };

    private static PlannedStepProto ToProto(PlannedStep step)
    {
        var proto = new PlannedStepProto { Step = step.Step.OrEmpty(), Status = (int)step.Status };
        if (step.After is { } after)
            proto.After = after;
        return proto;
    }

    private static PlannedStep ToStep(PlannedStepProto proto) =>
        new(proto.Step, proto.HasAfter ? proto.After : null, (StepStatus)proto.Status);
}

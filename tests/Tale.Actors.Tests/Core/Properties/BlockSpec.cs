namespace Tale.Actors.Tests.Core.Properties;

public sealed record BlockSpec(SequenceSpec[] Branches, StepSpec Join, bool FailsFast) : NodeSpec
{
    public override string ToString() => $"{(FailsFast ? "failfast" : "wait")}({string.Join<NodeSpec>(" | ", Branches)} join {Join})";
}

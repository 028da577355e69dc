namespace Tale.Actors.Tests.Core.Properties;

/// <summary>The same steps for every item; how many there are, whoever lists them says.</summary>
public sealed record ItemsSpec(SequenceSpec Branch, StepSpec Join, bool FailsFast, int? AtATime) : NodeSpec
{
    public override string ToString() => $"{(FailsFast ? "failfast" : "wait")} each({Branch} join {Join}, {AtATime} at a time)";
}

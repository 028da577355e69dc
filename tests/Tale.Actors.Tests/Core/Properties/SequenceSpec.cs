namespace Tale.Actors.Tests.Core.Properties;

public sealed record SequenceSpec(NodeSpec[] Children) : NodeSpec
{
    public override string ToString() => $"[{string.Join<NodeSpec>(", ", Children)}]";
}

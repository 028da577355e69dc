namespace Tale.Actors.Core;

internal sealed class PlanSequence : PlanNode
{
    public PlanSequence(string path, PlanNode[] children) : base(path)
    {
        Children = children;
        for (var i = 0; i < children.Length; i++)
            Adopt(children[i], i);
    }

    public IReadOnlyList<PlanNode> Children { get; }
}

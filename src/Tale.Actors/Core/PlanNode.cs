namespace Tale.Actors.Core;

internal abstract class PlanNode
{
    public PlanNode? Parent { get; private set; }

    /// <summary>The position among the parent's children or branches; a join's is -1.</summary>
    public int Position { get; private set; }

    protected void Adopt(PlanNode child, int position)
    {
        child.Parent = this;
        child.Position = position;
    }
}

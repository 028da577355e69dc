namespace Tale.Actors.Core;

internal abstract class PlanNode(string path)
{
    /// <summary>Where it stands in the definition; the root's is empty.</summary>
    public string Path { get; } = path;

    public PlanNode? Parent { get; private set; }

    /// <summary>The position among the parent's children or branches; a join's is -1.</summary>
    public int Position { get; private set; }

    protected void Adopt(PlanNode child, int position)
    {
        child.Parent = this;
        child.Position = position;
    }
}

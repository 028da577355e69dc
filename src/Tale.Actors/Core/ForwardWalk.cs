using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>The walk forward: what has its output opens what follows it, unless the transaction goes back.</summary>
internal static class ForwardWalk
{
    public static void Open(Draft draft, PlanNode node, Payload input)
    {
        switch (node)
        {
            case PlanStep step:
                draft.Open(step, [input]);
                break;
            case PlanSequence sequence:
                Open(draft, sequence.Children[0], input);
                break;
            case PlanBlock { Items: { } items }:
                draft.Open(items, [input]);
                break;
            case PlanBlock block:
                draft[block] = new BlockState(block.Branches.Count, block.Branches.Count);
                foreach (var branch in block.Branches)
                    Open(draft, branch, input);
                break;
            default:
                throw new InvalidOperationException($"Unknown node {node.GetType().Name}.");
        }
    }

    /// <summary>The items of a block are known.</summary>
    public static void Listed(Draft draft, PlanBlock block)
    {
        if (draft.Abort is not null)
            return;
        draft[block] = default;
        GoOn(draft, block);
    }

    /// <summary>A node has its output.</summary>
    public static void Ended(Draft draft, PlanNode node, Payload output)
    {
        switch (node.Parent)
        {
            case null:
                draft.Result = output;
                break;
            case PlanSequence sequence when node.Position + 1 == sequence.Children.Count:
                Ended(draft, sequence, output);
                break;
            case PlanSequence sequence when draft.Abort is null:
                Open(draft, sequence.Children[node.Position + 1], output);
                break;
            case PlanBlock block when node == block.Join:
                Ended(draft, block, output);
                break;
            case PlanBlock block:
                draft[block] = draft[block] with { Open = draft[block].Open - 1 };
                if (draft.Abort is null)
                    GoOn(draft, block);
                break;
        }
    }

    /// <summary>Opens as many branches for items as may be under way, or the join behind the last.</summary>
    private static void GoOn(Draft draft, PlanBlock block)
    {
        var (branches, atATime) = (draft.Plan.BranchesOf(block), draft.Plan.AtATime(block));
        var (open, next) = draft[block];
        for (; next < branches.Count && open < atATime; next++, open++)
            Open(draft, branches[next], draft[block.Items!].Items[next]);
        draft[block] = new BlockState(open, next);
        if (open == 0)
            draft.Open(block.Join, [InputOf(draft, block), .. branches.Select(branch => OutputOf(draft, branch))]);
    }

    private static Payload OutputOf(Draft draft, PlanNode node) => node switch
    {
        PlanStep step => draft[step].Output!,
        PlanSequence sequence => OutputOf(draft, sequence.Children[^1]),
        PlanBlock block => OutputOf(draft, block.Join),
        _ => throw new InvalidOperationException($"Unknown node {node.GetType().Name}."),
    };

    private static Payload InputOf(Draft draft, PlanNode node) => node switch
    {
        PlanStep step => draft[step].Inputs[0],
        PlanSequence sequence => InputOf(draft, sequence.Children[0]),
        PlanBlock block => InputOf(draft, block.Items ?? block.Branches[0]),
        _ => throw new InvalidOperationException($"Unknown node {node.GetType().Name}."),
    };
}

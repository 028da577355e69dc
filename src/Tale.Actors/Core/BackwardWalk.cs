namespace Tale.Actors.Core;

/// <summary>The walk backward: opens the undo of the last things that took effect, and, as each undo ends, of what went before.</summary>
internal static class BackwardWalk
{
    public static void Begin(Draft draft) => BeginAt(draft, draft.Plan.Root);

    /// <summary>A node is undone, or its undo was given up.</summary>
    public static void Ended(Draft draft, PlanNode node)
    {
        switch (node.Parent)
        {
            case PlanSequence sequence when BeginBefore(draft, sequence, node.Position):
                Ended(draft, sequence);
                break;
            case PlanBlock block:
                draft[block] = draft[block] with { Open = draft[block].Open - 1 };
                if (GoOn(draft, block))
                    Ended(draft, block);
                break;
        }
    }

    /// <summary>True when there is nothing to undo below the node.</summary>
    private static bool BeginAt(Draft draft, PlanNode node) => node switch
    {
        PlanStep step => BeginAt(draft, step),
        PlanSequence sequence => BeginBefore(draft, sequence, sequence.Children.Count),
        PlanBlock block => BeginAt(draft, block),
        _ => throw new InvalidOperationException($"Unknown node {node.GetType().Name}."),
    };

    private static bool BeginBefore(Draft draft, PlanSequence sequence, int position)
    {
        while (--position >= 0)
        {
            if (!BeginAt(draft, sequence.Children[position]))
                return false;
        }
        return true;
    }

    /// <summary>A join takes no effect, and neither does a list of items.</summary>
    private static bool BeginAt(Draft draft, PlanBlock block)
    {
        draft[block] = new BlockState(0, draft.Plan.BranchesOf(block).Count);
        return GoOn(draft, block);
    }

    /// <summary>
    /// Begins with as many branches as may be under way, the last ones first, and passes over those without anything to undo. True when none
    /// is left.
    /// </summary>
    private static bool GoOn(Draft draft, PlanBlock block)
    {
        var (branches, atATime) = (draft.Plan.BranchesOf(block), draft.Plan.AtATime(block));
        var (open, next) = draft[block];
        while (next > 0 && open < atATime)
        {
            if (!BeginAt(draft, branches[--next]))
                open++;
        }
        draft[block] = new BlockState(open, next);
        return open == 0;
    }

    private static bool BeginAt(Draft draft, PlanStep step)
    {
        var state = draft[step];
        if (state.Phase is not (StepPhase.Succeeded or StepPhase.Unknown) || !step.Compensates)
            return true;
        if (state.CanBeUndoneBy(step))
            draft.BeginCompensation(step);
        else
            draft.CannotCompensate(step);
        return false;
    }
}

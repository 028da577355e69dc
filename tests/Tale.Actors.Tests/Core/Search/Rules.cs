using System.Runtime.CompilerServices;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Search;

/// <summary>What must hold in every world, and of every write.</summary>
internal sealed class Rules
{
    /// <summary>By plan, as it grows with items, and by step: those that can only start once it has taken effect.</summary>
    private readonly ConditionalWeakTable<Plan, Dictionary<PlanStep, List<PlanStep>>> _after = [];

    private readonly WorldKey _folded = new();
    private readonly WorldKey _live = new();

    /// <exception cref="BrokenRuleException">A rule is broken.</exception>
    public void Hold(World before, WriteBatch<int> write, World after)
    {
        var events = write.Events;
        if (events.Count == 0)
            return;
        Must(events.Take(events.Count - 1).All(e => !IsEnd(e)), "I3: something is written after the end");
        var folded = events.Aggregate(before.State, Evolve.Apply);
        Must(_folded.Of(folded, after.Now).Bytes.SequenceEqual(_live.Of(after.State, after.Now).Bytes), "I12: the fold of the log is not the live state");
        Must(folded.Log.DueAt == after.State.DueAt(after.Now), "I14: the log does not say by when it is due");
        Must(after.State.Epoch == before.State.Epoch + events.Count(e => e is Event.CoordinatorRecovered), "I10: the epoch does not follow");
        foreach (var effect in write.Effects().OfType<Effect.Issue>())
            Issued(before, events, after, effect.Attempt);
        Hold(after);
    }

    /// <exception cref="BrokenRuleException">A rule is broken.</exception>
    public void Hold(World world)
    {
        var state = world.State;
        Must(world.Hands.Select(hand => hand.Attempt.Step).Distinct().Count() == world.Hands.Length, "I8: two attempts of a step are in hand");
        Must(
            world.Hands.Select(hand => hand.Attempt).Order(Comparer<AttemptKey>.Create((a, b) => a.Step - b.Step))
                .SequenceEqual(state.Plan.Steps.Where(step => state[step].IsIssued).Select(Key(state))),
            "what is issued is not what is in hand");
        if (state.IsFinal)
            HasEnded(world);
        else
            Must(world.Hands.Length > 0 || state.NextDue is not null || IsWaiting(state), "I17: nothing is under way, and nothing will be");
    }

    public void IsStale(World world, Command.Answer answer) => Must(
        world.State.IsFinal || Decide.On(world.State, answer, world.Now).Events.IsEmpty, "F09: an answer that nobody waits for is written");

    private void Issued(World before, IReadOnlyList<Event> events, World after, AttemptKey attempt)
    {
        var step = after.State.Plan.Steps[attempt.Step];
        var laters = _after.GetValue(after.State.Plan, Dependents)[step];
        Must(!after.State.IsFinal, "I9: something is issued after the end");
        if (attempt.Direction == Direction.Execute)
        {
            var isOpen = before.State[step].Phase is StepPhase.Executing or StepPhase.Escalated;
            Must(after.State.Abort is null || isOpen, $"'{step.Path}' begins although the transaction goes back");
            Must(!after.Services[step.Index].IsUndone, $"'{step.Path}' is executed after its undo");
            Must(laters.All(later => !after.Services[later.Index].Stands), $"'{step.Path}' is executed after one that follows it");
            return;
        }
        Must(after.State.IsCompensating && (before.State.IsCompensating || events.Any(e => e is Event.CompensationStarted)),
            $"I7: '{step.Path}' is undone without a cause");
        Must(!after.State.IsPastPivot, $"'{step.Path}' is undone past the pivot");
        Must(before.Hands.All(hand => hand.Attempt.Direction == Direction.Compensate) || events.Any(e => e is Event.CoordinatorRecovered)
            || after.Hands.All(hand => hand.Attempt.Direction == Direction.Compensate), $"'{step.Path}' is undone while something is executed");
        foreach (var later in laters.Where(later => later.Compensates && !after.Services[later.Index].IsExcused))
        {
            var mayStand = after.Services[later.Index].Stands
                || (!after.Services[later.Index].IsUndone && after.Lates.Any(late => late.Attempt.Step == later.Index && late.Attempt.Direction == Direction.Execute));
            Must(!mayStand, $"I6: '{step.Path}' is undone before '{later.Path}'");
        }
    }

    private void HasEnded(World world)
    {
        Must(world.Hands.IsEmpty, "I9: something is in hand after the end");
        foreach (var step in world.State.Plan.Steps.Where(step => step.Node.Body is StepBody.Code or StepBody.Child))
        {
            var service = world.Services[step.Index];
            if (service.IsExcused)
                continue;
            if (world.State.Status == TransactionStatus.Completed)
                Must(service.Stands, $"I4: it completed without '{step.Path}'");
            else if (step.Compensates)
                Must(!service.Stands, $"I5: it ended as {world.State.Status} and '{step.Path}' stands");
        }
    }

    private static bool IsWaiting(TransactionState state) =>
        state.IsSuspended || state.Steps.Any(step => step.Open is OpenAttempt.Awaiting { Until: null });

    private static Func<PlanStep, AttemptKey> Key(TransactionState state) =>
        step => new AttemptKey(step.Index, state[step].Direction, state[step].OpenNumber);

    private static bool IsEnd(Event e) => e is Event.TransactionCompleted or Event.TransactionCompensated or Event.TransactionFailed;

    private static Dictionary<PlanStep, List<PlanStep>> Dependents(Plan plan) => plan.InOrder
        .Select((step, i) => (step, Later: plan.InOrder.Skip(i + 1).Where(later => IsAfter(plan, step, later)).ToList()))
        .ToDictionary(entry => entry.step, entry => entry.Later);

    /// <summary>Not in two branches of one block, unless these come one after the other. The second stands later in the definition.</summary>
    private static bool IsAfter(Plan plan, PlanStep step, PlanStep later)
    {
        var (first, second) = (BranchesAround(step), BranchesAround(later));
        return !first.Exists(branch => second.Exists(other =>
            branch.Parent == other.Parent && branch != other && plan.AtATime((PlanBlock)branch.Parent!) > 1));
    }

    private static List<PlanNode> BranchesAround(PlanStep step)
    {
        List<PlanNode> branches = [];
        for (PlanNode? node = step; node is not null; node = node.Parent)
        {
            if (node is { Parent: PlanBlock, Position: >= 0 })
                branches.Add(node);
        }
        return branches;
    }

    private static void Must(bool holds, string rule)
    {
        if (!holds)
            throw new BrokenRuleException(rule);
    }
}

/// <summary>A rule is broken in a world that can be reached.</summary>
internal sealed class BrokenRuleException(string rule) : Exception(rule);

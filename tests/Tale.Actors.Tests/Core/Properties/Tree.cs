using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>A scenario as a definition, and the few facts about its shape that the properties need.</summary>
internal static class Tree
{
    public static TransactionDefinition Define(Scenario scenario)
    {
        var options = new TransactionOptions().OnCompensationFailure(
            scenario.ContinuesAfterFailedUndo ? CompensationFailurePolicy.Continue : CompensationFailurePolicy.Suspend);
        var root = Sequence("", scenario.Root);
        return new TransactionDefinition<int, int>(
            "random", 1, root with { Children = [.. root.Children.Select((child, i) => i == scenario.Pivot ? Pivot(child) : child)] },
            options.Settings);
    }

    /// <summary>The name of a child, as the model and the definition agree on it.</summary>
    public static string Name(NodeSpec node, int position) => $"{(node is StepSpec ? 's' : node is BlockSpec ? 'b' : node is ItemsSpec ? 'i' : 'q')}{position}";

    public static string Below(string path, string name) => path.Length == 0 ? name : $"{path}/{name}";

    public static IEnumerable<(string Path, StepSpec Step)> Steps(NodeSpec node, string path = "") => node switch
    {
        StepSpec step => [(path, step)],
        SequenceSpec sequence => sequence.Children.SelectMany((child, i) => Steps(child, Below(path, Name(child, i)))),
        BlockSpec block => block.Branches.SelectMany((branch, i) => Steps(branch, $"{path}/{i}")).Append(($"{path}/join", block.Join)),
        ItemsSpec items => Enumerable.Range(0, items.Count).SelectMany(i => Steps(items.Branch, $"{path}/{i}"))
            .Prepend(($"{path}/items", items.List)).Append(($"{path}/join", items.Join)),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>Every block, and whether a failure in one of its branches cancels the others.</summary>
    public static IEnumerable<(string Path, bool FailsFast)> Blocks(NodeSpec node, string path = "") => node switch
    {
        SequenceSpec sequence => sequence.Children.SelectMany((child, i) => Blocks(child, Below(path, Name(child, i)))),
        BlockSpec block => block.Branches.SelectMany((branch, i) => Blocks(branch, $"{path}/{i}")).Prepend((path, block.FailsFast)),
        ItemsSpec items => Enumerable.Range(0, items.Count).SelectMany(i => Blocks(items.Branch, $"{path}/{i}")).Prepend((path, items.FailsFast)),
        _ => [],
    };

    /// <summary>All pairs of which the second can only start once the first has taken effect.</summary>
    public static IEnumerable<(string First, string Then)> Dependencies(NodeSpec node, string path = "") => node switch
    {
        SequenceSpec sequence => sequence.Children.SelectMany((child, i) => Dependencies(child, Below(path, Name(child, i))).Concat(
            from first in Steps(child, Below(path, Name(child, i)))
            from later in sequence.Children.Select((next, j) => (next, j)).Skip(i + 1)
            from then in Steps(later.next, Below(path, Name(later.next, later.j)))
            select (first.Path, then.Path))),
        BlockSpec block => block.Branches.SelectMany((branch, i) =>
            Dependencies(branch, $"{path}/{i}").Concat(Steps(branch, $"{path}/{i}").Select(first => (first.Path, $"{path}/join")))),
        ItemsSpec items => Enumerable.Range(0, items.Count).SelectMany(i => Dependencies(items.Branch, $"{path}/{i}")
            .Concat(Steps(items.Branch, $"{path}/{i}").Select(first => (first.Path, $"{path}/join")))
            .Concat(items.AtATime != 1 ? [] :
                from first in Steps(items.Branch, $"{path}/{i}")
                from later in Enumerable.Range(i + 1, Math.Max(0, items.Count - i - 1))
                from then in Steps(items.Branch, $"{path}/{later}")
                select (first.Path, then.Path))),
        _ => [],
    };

    private static DefinitionNode Pivot(DefinitionNode node) =>
        node is StepNode { IsWait: false } step ? step with { Settings = step.Settings with { IsPivot = true } } : node;

    private static SequenceNode Sequence(string name, SequenceSpec spec) =>
        new(name, typeof(int), typeof(int), [.. spec.Children.Select((child, i) => Node(Name(child, i), child))]);

    private static DefinitionNode Node(string name, NodeSpec spec) => spec switch
    {
        StepSpec step => Step(name, step),
        SequenceSpec sequence => Sequence(name, sequence),
        BlockSpec block => new ConcurrentNode(
            name, typeof(int), typeof(int), [.. block.Branches.Select((branch, i) => Sequence($"{i}", branch))],
            Step("join", block.Join) with { InputTypes = [typeof(int), .. block.Branches.Select(_ => typeof(int))] },
            block.FailsFast ? BranchFailurePolicy.FailFast : BranchFailurePolicy.Wait),
        ItemsSpec items => new ForEachNode(
            name, typeof(int), typeof(int),
            new StepNode("items", typeof(int), typeof(int), new StepBody.Items(_ => throw new NotSupportedException()), StepSettings.Default),
            Sequence("*", items.Branch), Step("join", items.Join) with { InputTypes = [typeof(int), typeof(int)] }, items.AtATime,
            items.FailsFast ? BranchFailurePolicy.FailFast : BranchFailurePolicy.Wait),
        _ => throw new InvalidOperationException(),
    };

    private static StepNode Step(string name, StepSpec spec)
    {
        if (spec.Wait == WaitKind.Time)
            return new StepNode(name, typeof(int), typeof(int), new StepBody.Delay(spec.WaitsFor!.Value), StepSettings.Default);
        if (spec.Wait != WaitKind.Nothing)
        {
            var body = new StepBody.Signal(typeof(int), inputs => inputs[0], spec.WaitsFor, spec.Wait switch
            {
                WaitKind.SignalOrGoOn => WaitTimeoutPolicy.Continue,
                WaitKind.SignalOrOperator => WaitTimeoutPolicy.Suspend,
                _ => WaitTimeoutPolicy.Compensate,
            });
            return new StepNode(name, typeof(int), typeof(int), body, StepSettings.Default) { InputTypes = [typeof(int), typeof(int)] };
        }
        var options = new StepOptions().Retry(Policy(spec.Retry)).RetryCompensation(Policy(spec.UndoRetry));
        if (spec.IfUnknown != IfUnknown.IsUndone)
            options.OnUnknownOutcome(
                spec.IfUnknown == IfUnknown.HasFailed ? UnknownOutcomePolicy.AssumeFailed : UnknownOutcomePolicy.Suspend);
        var output = spec.KeepsType ? typeof(int) : typeof(string);
        return new StepNode(name, typeof(int), output, new StepBody.Code(new Code(spec)), options.Settings);
    }

    private static RetryPolicy Policy(RetrySpec spec) => spec.Wait == Wait.NoTime
        ? RetryPolicy.Immediate(spec.Times)
        : RetryPolicy.Exponential(spec.Times, spec.After(1), spec.Longest);

    /// <summary>Only says what it can; the properties run no code.</summary>
    private sealed class Code(StepSpec spec) : StepCode
    {
        public override bool Compensates => spec.HasUndo;

        public override bool CompensatesUnknown => spec.UndoesUnknown;

        public override ValueTask<object?> ExecuteAsync(
            IServiceProvider? services, object?[] inputs, IReadOnlyList<AttemptFailure> failures, StepContext step) =>
            throw new NotSupportedException();

        public override Task CompensateAsync(IServiceProvider? services, object? state, StepContext step) =>
            throw new NotSupportedException();
    }
}

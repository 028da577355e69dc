using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Tale.Actors.Definitions;

/// <summary>Finds everything that is wrong with a definition, at once.</summary>
internal static class DefinitionCheck
{
    public const int MaxSteps = 100_000;

    public static IReadOnlyList<string> Problems(string name, int version, SequenceNode root, TransactionSettings settings)
    {
        List<string> problems = [];
        if (!Names.IsName(name))
            problems.Add($"the name '{name}' is not made of {Names.Form}");
        if (version < 1)
            problems.Add($"version is {version}; it must be 1 or more");
        if (!Enum.IsDefined(settings.CompensationFailurePolicy))
            problems.Add($"{settings.CompensationFailurePolicy} is no compensation failure policy");
        if (settings.Deadline is { } deadline && !TransactionDeadline.IsValid(deadline))
            problems.Add(TransactionDeadline.Problem(deadline));
        Check(root, "", problems);
        var steps = StepPath.Steps(root, "").Count();
        if (steps > MaxSteps)
            problems.Add($"it has {steps} steps; the limit is {MaxSteps}");
        problems.AddRange(PivotCheck.Problems(root));
        problems.AddRange(WaitCheck.Problems(root));
        CheckTypes(root, settings, problems);
        return problems;
    }

    public static IEnumerable<string> Warnings(SequenceNode root) => NeverUndone(root).Concat(NeverRetried(root)).Concat(PastPivots(root))
        .Concat(PivotCheck.Warnings(root));

    private static IEnumerable<string> PastPivots(SequenceNode root) =>
        from entry in StepPath.Steps(root, "")
        where entry.Step is { Compensates: true, Body: StepBody.Child { HasPivot: true } }
        select $"step '{entry.Path}' is a transaction with a pivot: once it has completed it cannot be undone, and if a later step fails this "
            + "transaction is suspended. Say WithoutCompensation() if that is meant, or make it the pivot here too";

    /// <summary>Steps that could only be suspended if their outcome were unknown, where something can bring that about.</summary>
    private static IEnumerable<string> NeverUndone(SequenceNode root) =>
        from entry in
            Cancellable(root, "", null)
                .Select(entry => (entry.Path, entry.Step, Why: $"can be cancelled by a sibling in the fail-fast block '{entry.Block}'"))
                .Concat(StepPath.Steps(root, "")
                    .Where(entry => StepTimeout.Of(entry.Step.Settings.Timeout, TimeSpan.Zero) is not null)
                    .Select(entry => (entry.Path, entry.Step, Why: "can time out")))
        where entry.Step is { Compensates: true, CompensatesUnknown: false, UnknownOutcome: UnknownOutcomePolicy.Compensate }
        select $"step '{entry.Path}' {entry.Why}; its input and output types "
            + "differ, so if nobody knows whether it took effect the transaction is suspended. To undo it from its input implement "
            + $"ICompensateUnknown<{entry.Step.InputType.Name}>, add .UndoUnknown(...) to a function, or say OnUnknownOutcome(...)";

    /// <summary>The steps within fail-fast blocks, each with the outermost of them.</summary>
    private static IEnumerable<(string Path, StepNode Step, string Block)> Cancellable(
        DefinitionNode node, string path, string? outermost) => node switch
    {
        StepNode step => outermost is null ? [] : [(path, step, outermost)],
        SequenceNode sequence => sequence.Children.SelectMany(child => Cancellable(child, StepPath.Child(path, child.Name), outermost)),
        ConcurrentNode block => block.Branches.SelectMany((branch, index) => Cancellable(
            branch, StepPath.Branch(path, index), OutermostOf(block.FailurePolicy, path, outermost))),
        ForEachNode block => Cancellable(
            block.Branch, StepPath.Child(path, StepPath.AnyItem), OutermostOf(block.FailurePolicy, path, outermost)),
        _ => throw node.Unknown(),
    };

    private static string? OutermostOf(BranchFailurePolicy policy, string path, string? outermost) =>
        outermost ?? (policy == BranchFailurePolicy.FailFast ? path : null);

    private static IEnumerable<string> NeverRetried(SequenceNode root) =>
        from entry in StepPath.Steps(root, "")
        where entry.Step is { Body: StepBody.Code { Run.HandlesRetries: true }, Settings.Retry.MaxRetries: 0 }
        select $"step '{entry.Path}' handles its own retries, but is never retried; say how often with Retry(...)";

    private static void Check(DefinitionNode node, string path, List<string> problems)
    {
        switch (node)
        {
            case SequenceNode sequence:
                CheckChildren(sequence, path, problems);
                break;
            case ConcurrentNode block:
                if (block.Branches.Count == 0)
                    problems.Add($"the concurrent block '{path}' has no branches");
                if (!Enum.IsDefined(block.FailurePolicy))
                    problems.Add($"{block.FailurePolicy} is no branch failure policy, in the concurrent block '{path}'");
                for (var i = 0; i < block.Branches.Count; i++)
                    Check(block.Branches[i], StepPath.Branch(path, i), problems);
                break;
            case ForEachNode block:
                if (block.MaxConcurrent < 1)
                    problems.Add($"at most {block.MaxConcurrent} items of '{path}' are to be under way at a time; it must be 1 or more");
                if (!Enum.IsDefined(block.FailurePolicy))
                    problems.Add($"{block.FailurePolicy} is no branch failure policy, in '{path}'");
                Check(block.Branch, StepPath.Child(path, StepPath.AnyItem), problems);
                break;
            case StepNode step:
                CheckStep(step, path, problems);
                break;
            default:
                throw node.Unknown();
        }
    }

    private static void CheckChildren(SequenceNode sequence, string path, List<string> problems)
    {
        if (sequence.Children.Count == 0)
            problems.Add(path.Length == 0 ? "it has no steps" : $"'{path}' has no steps");
        foreach (var group in sequence.Children.GroupBy(child => StepPath.Child(path, child.Name)).Where(group => group.Count() > 1))
            problems.Add($"the name '{group.Key}' is used {group.Count()} times; give each a name of its own with Named(...)");
        foreach (var child in sequence.Children)
        {
            if (!Names.IsName(child.Name))
                problems.Add($"the step name '{child.Name}'{(path.Length == 0 ? "" : $" in '{path}'")} is not made of {Names.Form}");
            Check(child, StepPath.Child(path, child.Name), problems);
        }
    }

    private static void CheckStep(StepNode step, string path, List<string> problems)
    {
        problems.AddRange(step.Settings.Retry.Problems().Select(problem => $"step '{path}': retry {problem}"));
        problems.AddRange(step.Settings.CompensationRetry.Problems().Select(problem => $"step '{path}': compensation retry {problem}"));
        if (StepTimeout.Problem(step.Settings.Timeout) is { } timeout)
            problems.Add($"step '{path}': the timeout is {timeout}");
        if (StepTimeout.Problem(step.Settings.CompensationTimeout) is { } undoTimeout)
            problems.Add($"step '{path}': the compensation's timeout is {undoTimeout}");
        if (step.Settings.MaxConcurrent < 1)
            problems.Add($"step '{path}': at most {step.Settings.MaxConcurrent} attempts may run at a time; it must be 1 or more");
        if (step is { Body: StepBody.Child, Settings.Retry.MaxRetries: > 0 })
            problems.Add($"step '{path}' is a transaction, which has one end: retry its steps instead");
        if (step.Settings.UnknownOutcome is { } policy && !Enum.IsDefined(policy))
            problems.Add($"step '{path}': {policy} is no policy for unknown outcomes");
        problems.AddRange(step.Body.Problems().Select(problem => $"step '{path}': {problem}"));
    }

    private static void CheckTypes(DefinitionNode root, TransactionSettings settings, List<string> problems)
    {
        foreach (var type in Nodes(root).SelectMany(TypesOf).Distinct())
        {
            var isJson = !settings.StoredByAkkaSerializer.Contains(type);
            if (Unstorable(type, isJson) is { } why)
                problems.Add($"the state type {type.Name} {why}");
            else if (Names.AliasOf(type) is var alias && !Names.IsName(alias))
                problems.Add($"the state type {type.Name} has the alias '{alias}', not made of {Names.Form}; set one with [StateAlias]");
            else if (isJson && StateCheck.Problems(type) is { Count: > 0 } lost)
                problems.Add(Unreadable(type, lost));
        }
    }

    private static IEnumerable<Type> TypesOf(DefinitionNode node) =>
        [node.InputType, .. node is StepNode { Body: StepBody.Signal { PayloadType: { } payload } } ? [payload] : Type.EmptyTypes, node.OutputType];

    private static string Unreadable(Type type, IReadOnlyList<string> lost) =>
        $"the state type {type.Name} does not read back what it writes: {string.Join("; ", lost)}. "
        + "Mend it, or bind an Akka serializer of your own to it and say so: "
        + $"options => options.{nameof(TransactionOptions.StoredByAkkaSerializer)}<{type.Name}>()";

    private static string? Unstorable(Type type, bool isJson)
    {
        if (type == typeof(object))
            return "says nothing about its content; use a record of your own";
        if (type.IsDefined(typeof(CompilerGeneratedAttribute)) && type.Name.Contains('<', StringComparison.Ordinal))
            return "is anonymous; use a record of your own";
        Type[] passing = [typeof(Delegate), typeof(Task), typeof(Stream)];
        if (passing.Any(kind => kind.IsAssignableFrom(type)) || type.IsPointer || type.IsByRefLike)
            return "cannot be stored; use a record of your own";
        if (type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>)))
            return "is never awaited; return a Task";
        var isShape = isJson && type.IsAbstract && !typeof(System.Collections.IEnumerable).IsAssignableFrom(type);
        if (isShape && !type.IsDefined(typeof(JsonDerivedTypeAttribute), false) && !type.IsDefined(typeof(JsonConverterAttribute), false))
            return "is abstract and names no derived types; add [JsonDerivedType(...)] for each";
        return null;
    }

    private static IEnumerable<DefinitionNode> Nodes(DefinitionNode node) => node switch
    {
        SequenceNode sequence => sequence.Children.SelectMany(Nodes).Prepend(node),
        ConcurrentNode block => block.Branches.SelectMany(Nodes).Prepend(block.Join).Prepend(node),
        ForEachNode block => Nodes(block.Branch).Prepend(block.Join).Prepend(block.Items).Prepend(node),
        StepNode => [node],
        _ => throw node.Unknown(),
    };
}

using System.Collections.Immutable;
using Tale.Actors.Definitions;

namespace Tale.Actors.Core;

/// <summary>
/// A definition made ready for the core: the tree with parents and positions, and the steps numbered. Immutable. What a block does with each
/// item is in it once the items are known: a transaction with such blocks has a plan of its own, which grows.
/// </summary>
internal sealed class Plan
{
    private readonly Dictionary<string, PlanStep> _defined;
    private readonly Dictionary<string, List<PlanStep>> _bySignal;
    private ImmutableDictionary<string, PlanStep> _ofItems = ImmutableDictionary.Create<string, PlanStep>(StringComparer.Ordinal);
    private ImmutableDictionary<int, ItemBranches> _items = ImmutableDictionary<int, ItemBranches>.Empty;
    private IReadOnlyList<PlanStep>? _inOrder;

    private Plan(TransactionDefinition definition, PlanSequence root, List<PlanStep> steps, int blocks, PlanLimits limits)
    {
        Source = definition;
        Limits = limits;
        CompensationFailurePolicy = definition.Settings.CompensationFailurePolicy;
        Root = root;
        Steps = _inOrder = steps;
        BlockCount = blocks;
        _defined = steps.ToDictionary(step => step.Path);
        Pivot = steps.Find(step => step.IsPivot);
        Waits = steps.FindAll(step => step.IsWait);
        _bySignal = Waits.Where(step => step.Node.Body is StepBody.Signal).GroupBy(step => step.Name)
            .ToDictionary(group => group.Key, group => group.ToList());
    }

    /// <summary>What <paramref name="before"/> holds, and the steps of a block's items.</summary>
    private Plan(Plan before, PlanBlock block, ItemBranches items, PlanCompiler compiled)
    {
        (Source, CompensationFailurePolicy, Root, Pivot) = (before.Source, before.CompensationFailurePolicy, before.Root, before.Pivot);
        (_defined, _bySignal, Limits) = (before._defined, before._bySignal, before.Limits);
        Steps = [.. before.Steps, .. compiled.Steps];
        BlockCount = before.BlockCount + compiled.Blocks;
        Waits = [.. before.Waits, .. compiled.Steps.Where(step => step.IsWait)];
        _ofItems = before._ofItems.AddRange(compiled.Steps.Select(step => KeyValuePair.Create(step.Path, step)));
        _items = before._items.Add(block.Number, items);
    }

    public TransactionDefinition Source { get; }

    public string Definition => Source.Name;

    public int Version => Source.Version;

    public string Hash => Source.Hash;

    public CompensationFailurePolicy CompensationFailurePolicy { get; }

    public PlanLimits Limits { get; }

    public PlanSequence Root { get; }

    /// <summary>
    /// Every step that the transaction has, each at its number, which never changes: the definition's, and behind them those of items as these
    /// became known.
    /// </summary>
    public IReadOnlyList<PlanStep> Steps { get; }

    /// <summary>The same in definition order.</summary>
    public IReadOnlyList<PlanStep> InOrder => _inOrder ??= [.. InOrderFrom(Root)];

    public int BlockCount { get; }

    /// <summary>The point of no return, if there is one.</summary>
    public PlanStep? Pivot { get; }

    /// <summary>The steps that begin by waiting for something from outside.</summary>
    public IReadOnlyList<PlanStep> Waits { get; }

    /// <summary>The signals that it waits for.</summary>
    public IReadOnlyCollection<string> SignalNames => _bySignal.Keys;

    /// <summary>The steps that wait for a signal of this name.</summary>
    public IReadOnlyList<PlanStep> WaitsFor(string signal) => _bySignal.TryGetValue(signal, out var waits) ? waits : [];

    public PlanStep? Find(string path) => _defined.GetValueOrDefault(path) ?? _ofItems.GetValueOrDefault(path);

    public PlanStep Step(string path) => Find(path) ?? throw new UnknownStepException(path, Definition, Version);

    /// <summary>A block's branches; none while its items are not known.</summary>
    public IReadOnlyList<PlanNode> BranchesOf(PlanBlock block) =>
        block.Items is null ? block.Branches : _items.GetValueOrDefault(block.Number)?.Branches ?? [];

    /// <summary>How many of a block's branches may be under way at a time.</summary>
    public int AtATime(PlanBlock block) => block.Items is null ? int.MaxValue : _items.GetValueOrDefault(block.Number)?.AtATime ?? 0;

    /// <summary>How many steps there would be more with as many items in a block, as long as no block within it has items.</summary>
    public static long StepsOf(PlanBlock block, int items) => (long)items * StepPath.Steps(block.OfEachItem!, "").Count();

    /// <param name="definition">The definition.</param>
    /// <param name="limits">Null: the most that there can be.</param>
    public static Plan Of(TransactionDefinition definition, PlanLimits? limits = null)
    {
        var compiler = new PlanCompiler(0, 0);
        var root = (PlanSequence)compiler.Compile(definition.Root, "");
        return new Plan(definition, root, compiler.Steps, compiler.Blocks, limits ?? PlanLimits.Most);
    }

    /// <summary>The plan once the items of a block are known.</summary>
    /// <exception cref="IllegalTransitionException">They are known already.</exception>
    public Plan With(PlanBlock block, int items, int atATime)
    {
        if (_items.ContainsKey(block.Number))
            throw new IllegalTransitionException($"The items of '{block.Path}' are listed twice.");
        var compiler = new PlanCompiler(Steps.Count, BlockCount);
        var branches = new PlanNode[items];
        for (var i = 0; i < items; i++)
            block.AdoptItem(branches[i] = compiler.Compile(block.OfEachItem!, StepPath.Branch(block.Path, i)), i);
        return new Plan(this, block, new ItemBranches(branches, atATime), compiler);
    }

    private IEnumerable<PlanStep> InOrderFrom(PlanNode node) => node switch
    {
        PlanStep step => [step],
        PlanSequence sequence => sequence.Children.SelectMany(InOrderFrom),
        PlanBlock block => (block.Items is null ? [] : new[] { block.Items })
            .Concat(BranchesOf(block).SelectMany(InOrderFrom)).Append(block.Join),
        _ => throw new InvalidOperationException($"Unknown node {node.GetType().Name}."),
    };
}

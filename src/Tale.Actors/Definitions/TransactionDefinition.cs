namespace Tale.Actors.Definitions;

/// <summary>A checked, immutable definition of a transaction. Made by <see cref="Transaction.Define{TIn}"/> and <c>Build()</c>.</summary>
public abstract class TransactionDefinition
{
    private protected TransactionDefinition(string name, int version, SequenceNode root, TransactionSettings settings)
    {
        Name = name;
        Version = version;
        Root = root;
        Settings = settings;
        Steps = [.. StepPath.Steps(root, "").Select(entry => Describe(entry.Path, entry.Step))];
        Hash = DefinitionHash.Of(root, settings);
        LegacyHash = LegacyDefinitionHash.Of(root);
        Warnings = [.. DefinitionCheck.Warnings(root)];
    }

    /// <summary>The name under which it is registered and started.</summary>
    public string Name { get; }

    /// <summary>The version. Running transactions stay pinned to the one that they started with.</summary>
    public int Version { get; }

    /// <summary>
    /// A fingerprint of everything that decides how a running transaction goes on: the tree, its names, types and undos, all numbers of the
    /// retry policies of both directions, and the failure policies. Not code, and so not deciders. If it changes under the same version,
    /// running transactions are suspended until the old definition is back: give a changed definition a new version, and register both.
    /// </summary>
    public string Hash { get; }

    /// <summary>The type of the starting state.</summary>
    public Type InputType => Root.InputType;

    /// <summary>The type of the result.</summary>
    public Type OutputType => Root.OutputType;

    /// <summary>Every step, in definition order; the steps of a <c>ForEach</c> once, with <c>*</c> in their paths for the item's number.</summary>
    public IReadOnlyList<StepDescription> Steps { get; }

    /// <summary>
    /// What is allowed but should be known beforehand, for example a step that cannot be undone when its outcome is unknown. A node logs each
    /// when it starts.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The definitions of the transactions that are steps of it, and of theirs; each once.</summary>
    public IReadOnlyList<TransactionDefinition> Children =>
    [
        .. StepPath.Steps(Root, "").Select(entry => (entry.Step.Body as StepBody.Child)?.Definition).OfType<TransactionDefinition>()
            .SelectMany(child => child.Children.Prepend(child)).Distinct(),
    ];

    internal SequenceNode Root { get; }

    internal TransactionSettings Settings { get; }

    /// <summary>The fingerprint that logs of the first format name.</summary>
    internal string LegacyHash { get; }

    /// <summary>Definitions, and behind them those of their children that are not among them.</summary>
    internal static IReadOnlyList<TransactionDefinition> WithChildren(IReadOnlyCollection<TransactionDefinition> definitions) =>
        [.. definitions, .. definitions.SelectMany(definition => definition.Children).Distinct().Where(child => !definitions.Contains(child))];

    /// <summary>The type of a step's output; of the step that lists the items of a <c>ForEach</c>, that of one item.</summary>
    /// <param name="stepPath">The step's path; an item is named by its number or by <c>*</c>.</param>
    /// <returns>The type, or null when there is no such step.</returns>
    public Type? OutputTypeOf(string stepPath)
    {
        ArgumentNullException.ThrowIfNull(stepPath);
        return StepPath.Find(Root, stepPath)?.OutputType;
    }

    /// <summary>The type of a signal's payload.</summary>
    /// <param name="signal">The signal's name.</param>
    /// <returns>The type, or null when no step waits for the signal, or it has no payload.</returns>
    public Type? PayloadTypeOf(string signal) => StepPath.Steps(Root, "").Where(entry => entry.Step.Name == signal)
        .Select(entry => (entry.Step.Body as StepBody.Signal)?.PayloadType).FirstOrDefault(type => type is not null);

    /// <summary>The definition as text for people: a line for each step and block, indented as they are nested.</summary>
    public string ToText() => DefinitionText.Of(this);

    /// <summary>The definition as a flowchart in Mermaid, which many tools for Markdown draw.</summary>
    public string ToMermaid() => DefinitionMermaid.Of(this);

    /// <summary>The name and the version.</summary>
    public override string ToString() => $"{Name} v{Version}";

    private static StepDescription Describe(string path, StepNode step) =>
        new(path, step.Compensates, step.Settings.Retry.MaxRetries, (step.Body as StepBody.Participant)?.Address.ToString())
        {
            Transaction = (step.Body as StepBody.Child)?.Definition.ToString(),
        };
}

/// <summary>A definition whose states' types are known at compile time.</summary>
/// <typeparam name="TIn">The type of the starting state.</typeparam>
/// <typeparam name="TOut">The type of the result.</typeparam>
public sealed class TransactionDefinition<TIn, TOut> : TransactionDefinition
{
    internal TransactionDefinition(string name, int version, SequenceNode root, TransactionSettings settings)
        : base(name, version, root, settings)
    {
    }
}

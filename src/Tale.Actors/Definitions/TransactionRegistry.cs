using Tale.Actors.Core;

namespace Tale.Actors.Definitions;

/// <summary>The definitions that this process knows, by name and version. Several versions of one live side by side. Safe for concurrent reads.</summary>
public sealed class TransactionRegistry
{
    private readonly Dictionary<(string Name, int Version), RegisteredTransaction> _byVersion = [];
    private readonly Dictionary<string, RegisteredTransaction> _latest = [];

    internal TransactionRegistry(IEnumerable<TransactionDefinition> definitions)
    {
        foreach (var definition in definitions)
            Add(definition);
    }

    /// <summary>All definitions, by name and version.</summary>
    public IReadOnlyList<TransactionDefinition> All =>
        [.. _byVersion.Values.Select(entry => entry.Definition).OrderBy(definition => definition.Name, StringComparer.Ordinal).ThenBy(definition => definition.Version)];

    /// <summary>The definition of this name and version; null when there is none.</summary>
    /// <param name="name">The definition's name.</param>
    /// <param name="version">The version; null: the highest.</param>
    public TransactionDefinition? Find(string name, int? version = null) => Get(name, version)?.Definition;

    internal RegisteredTransaction? Get(string name, int? version) => version is { } number
        ? _byVersion.GetValueOrDefault((name, number))
        : _latest.GetValueOrDefault(name);

    private void Add(TransactionDefinition definition)
    {
        var entry = new RegisteredTransaction(definition);
        if (!_byVersion.TryAdd((definition.Name, definition.Version), entry))
            throw new InvalidOperationException($"The transaction {definition} is registered twice. Give one of them another name or version.");
        if (!_latest.TryGetValue(definition.Name, out var latest) || latest.Definition.Version < definition.Version)
            _latest[definition.Name] = entry;
    }
}

/// <summary>A definition with what the runtime derives from it.</summary>
internal sealed class RegisteredTransaction(TransactionDefinition definition)
{
    public TransactionDefinition Definition { get; } = definition;

    public Plan Plan { get; } = Plan.Of(definition);

    /// <summary>The steps' nodes, numbered as in the plan.</summary>
    public IReadOnlyList<StepNode> Steps { get; } = [.. StepPath.Steps(definition.Root, "").Select(entry => entry.Step)];

    /// <summary>Every type of state that occurs.</summary>
    public IEnumerable<Type> StateTypes => Steps.SelectMany(step => step.InputTypes.Append(step.OutputType)).Append(Definition.InputType).Distinct();
}

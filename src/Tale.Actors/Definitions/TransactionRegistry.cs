namespace Tale.Actors.Definitions;

/// <summary>
/// The definitions that this process knows, by name and version. Several versions of one live side by side. Safe for concurrent reads.
/// </summary>
public sealed class TransactionRegistry
{
    private readonly Dictionary<(string Name, int Version), TransactionDefinition> _byVersion = [];
    private readonly Dictionary<string, TransactionDefinition> _latest = [];

    internal TransactionRegistry(IEnumerable<TransactionDefinition> definitions)
    {
        foreach (var definition in definitions)
            Add(definition);
    }

    /// <summary>The definitions that a node knows to which these are added: those of their children are among them.</summary>
    /// <param name="definitions">The definitions.</param>
    /// <exception cref="InvalidOperationException">Two have the same name and version.</exception>
    public static TransactionRegistry Of(IEnumerable<TransactionDefinition> definitions)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        return new TransactionRegistry(TransactionDefinition.WithChildren([.. definitions]));
    }

    /// <summary>All definitions, by name and version.</summary>
    public IReadOnlyList<TransactionDefinition> All =>
        [.. _byVersion.Values.OrderBy(definition => definition.Name, StringComparer.Ordinal).ThenBy(definition => definition.Version)];

    /// <summary>The definition of this name and version; null when there is none.</summary>
    /// <param name="name">The definition's name.</param>
    /// <param name="version">The version; null: the highest.</param>
    public TransactionDefinition? Find(string name, int? version = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return version is { } number ? _byVersion.GetValueOrDefault((name, number)) : _latest.GetValueOrDefault(name);
    }

    private void Add(TransactionDefinition definition)
    {
        if (!_byVersion.TryAdd((definition.Name, definition.Version), definition))
            throw new InvalidOperationException(
                $"The transaction {definition} is registered twice. If it is meant to be one, make it once and use it wherever it is "
                + "added or called; if not, give one of them another name or version.");
        if (!_latest.TryGetValue(definition.Name, out var latest) || latest.Version < definition.Version)
            _latest[definition.Name] = definition;
    }
}

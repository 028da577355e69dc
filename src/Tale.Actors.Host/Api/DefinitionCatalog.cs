using Tale.Actors.Definitions;

namespace Tale.Actors.Host.Api;

/// <summary>The definitions that this node registers.</summary>
internal sealed class DefinitionCatalog(IReadOnlyList<TransactionDefinition> definitions)
{
    public IReadOnlyList<TransactionDefinition> All => definitions;

    public IEnumerable<string> Names => definitions.Select(definition => definition.Name).Distinct().Order();

    /// <summary>The highest version under that name.</summary>
    public TransactionDefinition? Find(string name) =>
        definitions.Where(definition => definition.Name == name).MaxBy(definition => definition.Version);
}

using Tale.Actors.Definitions;

namespace Tale.Actors.Core;

/// <summary>The plans of all registered definitions, by name and version.</summary>
/// <param name="limits">Null: the most that there can be.</param>
internal sealed class PlanCatalog(TransactionRegistry registry, PlanLimits? limits = null)
{
    private readonly Dictionary<TransactionDefinition, Plan> _plans =
        registry.All.ToDictionary(
            definition => definition, definition => Plan.Of(definition, limits),
            (IEqualityComparer<TransactionDefinition>)ReferenceEqualityComparer.Instance);

    public TransactionRegistry Registry => registry;

    public IEnumerable<Plan> All => _plans.Values;

    /// <param name="version">Null: the highest.</param>
    public Plan? Find(string? name, int? version) =>
        name is not null && registry.Find(name, version) is { } definition ? _plans[definition] : null;
}

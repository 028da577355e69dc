using Tale.Actors.Definitions;

namespace Tale.Actors.Hosting;

/// <summary>What Tale runs. Settings of numbers and times are HOCON: see <c>hocon/reference.conf</c>.</summary>
public sealed class TaleOptions
{
    private readonly List<TransactionDefinition> _definitions = [];

    internal IReadOnlyList<TransactionDefinition> Definitions => _definitions;

    /// <summary>Registers a definition. Keep old versions registered while transactions still run on them.</summary>
    /// <param name="definition">The definition.</param>
    public TaleOptions AddTransaction(TransactionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        _definitions.Add(definition);
        return this;
    }
}

using Tale.Actors.Definitions;

namespace Tale.Actors.Hosting;

/// <summary>What Tale runs. Settings of numbers and times are HOCON: see <c>hocon/reference.conf</c>.</summary>
public sealed class TaleOptions
{
    private readonly List<TransactionDefinition> _definitions = [];

    private readonly List<Type> _stateTypes = [];

    internal IReadOnlyList<TransactionDefinition> Definitions => _definitions;

    /// <summary>Every type of state that occurs here.</summary>
    internal IEnumerable<Type> StateTypes => _definitions
        .SelectMany(definition => StepPath.Steps(definition.Root, "")
            .SelectMany(entry => entry.Step.InputTypes.Append(entry.Step.OutputType))
            .Append(definition.InputType))
        .Concat(_stateTypes).Distinct();

    /// <summary>Registers a definition. Keep old versions registered while transactions still run on them.</summary>
    /// <param name="definition">The definition.</param>
    public TaleOptions AddTransaction(TransactionDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        _definitions.Add(definition);
        return this;
    }

    /// <summary>
    /// Makes a type known that occurs in messages and in no definition of this node: on a node whose actors play steps of transactions that
    /// others run. A value travels under its alias, and only known types are read.
    /// </summary>
    /// <typeparam name="T">The type of a step's input or output.</typeparam>
    public TaleOptions AddStateType<T>()
    {
        _stateTypes.Add(typeof(T));
        return this;
    }
}

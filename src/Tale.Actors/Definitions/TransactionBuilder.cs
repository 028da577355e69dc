using System.Collections.Immutable;

namespace Tale.Actors.Definitions;

/// <summary>
/// Builds the steps of a transaction, or of a branch or nested sequence of one. Immutable: every call returns a new builder. Nothing is checked
/// before <see cref="Build"/>, which reports everything at once.
/// </summary>
/// <typeparam name="TIn">The type of the state that the first step gets.</typeparam>
/// <typeparam name="TState">The type of the state after the last step so far.</typeparam>
public sealed partial class TransactionBuilder<TIn, TState>
{
    private readonly string _name;
    private readonly int _version;
    private readonly TransactionSettings _settings;
    private readonly ImmutableList<DefinitionNode> _nodes;

    internal TransactionBuilder(string name, int version, TransactionSettings settings, ImmutableList<DefinitionNode> nodes)
    {
        _name = name;
        _version = version;
        _settings = settings;
        _nodes = nodes;
    }

    /// <summary>Adds a step that is a class and keeps the state's type.</summary>
    /// <typeparam name="TStep">The class; made by dependency injection, anew for every attempt.</typeparam>
    /// <param name="configure">Name, retries, decider.</param>
    public TransactionBuilder<TIn, TState> Step<TStep>(Action<StepOptions>? configure = null)
        where TStep : class, IStep<TState, TState> => Step<TStep, TState>(configure);

    /// <summary>Adds a step that is a class and changes the state's type.</summary>
    /// <typeparam name="TStep">The class; made by dependency injection, anew for every attempt.</typeparam>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="configure">Name, retries, decider.</param>
    public TransactionBuilder<TIn, TNext> Step<TStep, TNext>(Action<StepOptions>? configure = null)
        where TStep : class, IStep<TState, TNext> =>
        AddStep<TNext>(Names.Kebab(typeof(TStep).Name.Split('`')[0]), new StepBody.Code(new ClassStepCode<TStep, TState, TNext>()), configure);

    /// <summary>Adds a step that another actor plays and that keeps the state's type.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="address">Where the actor is found.</param>
    /// <param name="configure">Retries; by default the participant is asked to undo.</param>
    public TransactionBuilder<TIn, TState> Participant(string name, ParticipantAddress address, Action<StepOptions>? configure = null) =>
        Participant<TState>(name, address, configure);

    /// <summary>Adds a step that another actor plays and that changes the state's type.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The step's name.</param>
    /// <param name="address">Where the actor is found.</param>
    /// <param name="configure">Retries; by default the participant is asked to undo.</param>
    public TransactionBuilder<TIn, TNext> Participant<TNext>(string name, ParticipantAddress address, Action<StepOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        return AddStep<TNext>(name, new StepBody.Participant(address), configure);
    }

    /// <summary>Adds a named sequence of steps, as one.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The sequence's name: the first part of its steps' paths.</param>
    /// <param name="steps">Adds the steps.</param>
    public TransactionBuilder<TIn, TNext> Sequence<TNext>(
        string name, Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, TNext>> steps) => Add<TNext>(Nested(name, steps));

    /// <summary>Checks the definition and makes it.</summary>
    /// <exception cref="InvalidTransactionDefinitionException">Something is wrong; the exception lists everything that is.</exception>
    public TransactionDefinition<TIn, TState> Build()
    {
        var root = new SequenceNode("", typeof(TIn), typeof(TState), _nodes);
        var problems = DefinitionCheck.Problems(_name, _version, root, _settings);
        if (problems.Count > 0)
            throw new InvalidTransactionDefinitionException(_name, problems);
        return new TransactionDefinition<TIn, TState>(_name, _version, root, _settings);
    }

    private static SequenceNode Nested<TNext>(string name, Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, TNext>> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var nested = steps(new TransactionBuilder<TState, TState>(name, 1, TransactionSettings.Default, []));
        return new SequenceNode(name, typeof(TState), typeof(TNext), nested._nodes);
    }

    private TransactionBuilder<TIn, TNext> Add<TNext>(DefinitionNode node) => new(_name, _version, _settings, _nodes.Add(node));

    private TransactionBuilder<TIn, TNext> AddStep<TNext>(string name, StepBody body, Action<StepOptions>? configure)
    {
        var options = new StepOptions();
        configure?.Invoke(options);
        return Add<TNext>(new StepNode(options.Name ?? name, typeof(TState), typeof(TNext), body, options.Settings));
    }
}

using System.Collections.Immutable;

namespace Tale.Actors.Definitions;

/// <summary>
/// Builds the steps of a transaction, or of a branch or nested sequence of one. Immutable: every call returns a new builder. Nothing is
/// checked before <see cref="Build"/>, which reports everything at once.
/// </summary>
/// <typeparam name="TIn">The type of the state that the first step gets.</typeparam>
/// <typeparam name="TState">The type of the state after the last step so far.</typeparam>
public partial class TransactionBuilder<TIn, TState>
{
    private protected TransactionBuilder(string name, int version, TransactionSettings settings, ImmutableList<DefinitionNode> nodes)
    {
        Name = name;
        Version = version;
        Settings = settings;
        Nodes = nodes;
    }

    internal ImmutableList<DefinitionNode> Nodes { get; }

    private protected string Name { get; }

    private protected int Version { get; }

    private protected TransactionSettings Settings { get; }

    /// <summary>Adds a step that another actor plays and that keeps the state's type.</summary>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="address">Where the actor is found.</param>
    /// <param name="configure">Retries; by default the participant is asked to undo.</param>
    public TransactionBuilder<TIn, TState> Participant(
        string name, ParticipantAddress address, Func<StepOptions, StepOptions>? configure = null) =>
        Participant<TState>(name, address, configure);

    /// <summary>Adds a step that another actor plays and that changes the state's type.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="address">Where the actor is found.</param>
    /// <param name="configure">Retries; by default the participant is asked to undo.</param>
    public TransactionBuilder<TIn, TNext> Participant<TNext>(
        string name, ParticipantAddress address, Func<StepOptions, StepOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Add<TNext>(Node<TNext>(name, new StepBody.Participant(address), configure));
    }

    /// <summary>Adds a named sequence of steps, as one.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The sequence's name: the first part of its steps' paths.</param>
    /// <param name="steps">Adds the steps.</param>
    public TransactionBuilder<TIn, TNext> Sequence<TNext>(
        string name, Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, TNext>> steps) =>
        Add<TNext>(TransactionBuilder<TState, TState>.Nested(name, steps));

    /// <summary>
    /// Adds 2 to 7 branches that run at the same time, each on the same state, and may have outputs of different types:
    /// <c>block => block.Branch(flight => ...).Branch(hotel => ...).Join((state, flight, hotel) => ...)</c>.
    /// </summary>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="name">The block's name. Branch n's steps have the paths <c>{name}/{n}/{step}</c>, n from 0.</param>
    /// <param name="block">Adds the branches and joins them.</param>
    /// <param name="onFailure">What happens to the others when a branch fails. Default: they may finish.</param>
    public TransactionBuilder<TIn, TNext> Concurrent<TNext>(
        string name, Func<Branches<TState>, ConcurrentBlock<TState, TNext>> block, BranchFailurePolicy onFailure = BranchFailurePolicy.Wait)
    {
        ArgumentNullException.ThrowIfNull(block);
        return Add<TNext>(block(new Branches<TState>()).Node(name, onFailure));
    }

    /// <summary>Adds any number of branches that run at the same time, each on the same state, and have outputs of one type.</summary>
    /// <typeparam name="TBranch">The type of every branch's output.</typeparam>
    /// <typeparam name="TNext">The type of the block's output.</typeparam>
    /// <param name="name">The block's name. Branch n's steps have the paths <c>{name}/{n}/{step}</c>, n from 0.</param>
    /// <param name="branches">Adds each branch's steps.</param>
    /// <param name="join">
    /// Builds the next state from the block's input and the outputs in definition order. Pure: it may run again after a crash.
    /// </param>
    /// <param name="onFailure">What happens to the others when a branch fails. Default: they may finish.</param>
    public TransactionBuilder<TIn, TNext> Concurrent<TBranch, TNext>(
        string name,
        IEnumerable<Func<TransactionBuilder<TState, TState>, TransactionBuilder<TState, TBranch>>> branches,
        Func<TState, IReadOnlyList<TBranch>, TNext> join,
        BranchFailurePolicy onFailure = BranchFailurePolicy.Wait)
    {
        ArgumentNullException.ThrowIfNull(branches);
        ArgumentNullException.ThrowIfNull(join);
        var list = branches.Aggregate(BranchList<TState>.Empty, (all, branch) => all.With(branch));
        var block = list.Join<TNext>(inputs => join((TState)inputs[0]!, [.. inputs.Skip(1).Select(output => (TBranch)output!)]));
        return Add<TNext>(block.Node(name, onFailure));
    }

    /// <summary>Checks the definition and makes it.</summary>
    /// <exception cref="InvalidTransactionDefinitionException">Something is wrong; the exception lists everything that is.</exception>
    public TransactionDefinition<TIn, TState> Build()
    {
        var root = new SequenceNode("", typeof(TIn), typeof(TState), Nodes);
        var problems = DefinitionCheck.Problems(Name, Version, root, Settings);
        if (problems.Count > 0)
            throw new InvalidTransactionDefinitionException(Name, problems);
        return new TransactionDefinition<TIn, TState>(Name, Version, root, Settings);
    }

    internal static TransactionBuilder<TIn, TState> Begin(string name, int version, TransactionSettings settings) =>
        new(name, version, settings, []);

    /// <summary>Steps within a sequence or branch, which begin with this builder's type.</summary>
    internal static SequenceNode Nested<TNext>(string name, Func<TransactionBuilder<TIn, TState>, TransactionBuilder<TIn, TNext>> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return new SequenceNode(name, typeof(TIn), typeof(TNext), steps(Begin(name, 1, TransactionSettings.Default)).Nodes);
    }

    private protected static StepNode Node<TNext>(string name, StepBody body, Func<StepOptions, StepOptions>? configure)
    {
        var options = configure is null ? new StepOptions() : configure(new StepOptions());
        return new StepNode(options.Name ?? name, typeof(TState), typeof(TNext), body, options.Settings);
    }

    private TransactionBuilder<TIn, TNext> Add<TNext>(DefinitionNode node) => new(Name, Version, Settings, Nodes.Add(node));
}

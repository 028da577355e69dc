namespace Tale.Actors.Definitions;

/// <summary>A checked, immutable definition of a transaction. Made by <see cref="Transaction.Define{TIn}"/> and <c>Build()</c>.</summary>
public abstract class TransactionDefinition
{
    private protected TransactionDefinition(string name, int version, SequenceNode root, TransactionOptions options)
    {
        Name = name;
        Version = version;
        Root = root;
        Options = options;
        Steps = [.. StepPath.Steps(root, "").Select(entry => new StepDescription(
            entry.Path, entry.Step.Compensates, entry.Step.Options.RetryPolicy.Times, entry.Step.Participant?.ToString()))];
        Hash = DefinitionHash.Of(this);
        Warnings = [.. DefinitionCheck.Warnings(root)];
    }

    /// <summary>The name under which it is registered and started.</summary>
    public string Name { get; }

    /// <summary>The version. Running transactions stay pinned to the one that they started with.</summary>
    public int Version { get; }

    /// <summary>
    /// A fingerprint of the tree: names, order, kinds and types, not retry numbers or code. If it changes under the same version, running transactions
    /// are suspended until the old shape is back.
    /// </summary>
    public string Hash { get; }

    /// <summary>The type of the starting state.</summary>
    public Type InputType => Root.InputType;

    /// <summary>The type of the result.</summary>
    public Type OutputType => Root.OutputType;

    /// <summary>Every step, in definition order.</summary>
    public IReadOnlyList<StepDescription> Steps { get; }

    /// <summary>What is allowed but should be known beforehand, for example a step that cannot be undone when its outcome is unknown.</summary>
    public IReadOnlyList<string> Warnings { get; }

    internal SequenceNode Root { get; }

    internal TransactionOptions Options { get; }

    /// <summary>The name and the version.</summary>
    public override string ToString() => $"{Name} v{Version}";
}

/// <summary>A definition whose states' types are known at compile time.</summary>
/// <typeparam name="TIn">The type of the starting state.</typeparam>
/// <typeparam name="TOut">The type of the result.</typeparam>
public sealed class TransactionDefinition<TIn, TOut> : TransactionDefinition
{
    internal TransactionDefinition(string name, int version, SequenceNode root, TransactionOptions options)
        : base(name, version, root, options)
    {
    }
}

/// <summary>One step of a definition.</summary>
/// <param name="Path">Its path, for example <c>book-hotel</c> or <c>trip/1/book-hotel</c>.</param>
/// <param name="Compensates">Whether it has an undo.</param>
/// <param name="Retries">How often it is retried.</param>
/// <param name="Participant">Where its participant is found; null when code plays it.</param>
public sealed record StepDescription(string Path, bool Compensates, int Retries, string? Participant);

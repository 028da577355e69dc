namespace Tale.Actors.Deployments;

/// <summary>What a deployment does to the open transactions of one version of a definition.</summary>
/// <param name="Definition">The definition's name.</param>
/// <param name="Version">The version that they are pinned to.</param>
/// <param name="Effect">What the deployment does to them.</param>
public sealed record VersionDiff(string Definition, int Version, DeploymentEffect Effect)
{
    /// <summary>How many are open: running, compensating or suspended. Counted by the index.</summary>
    public long Open => Running + Compensating + Suspended;

    /// <summary>How many are running.</summary>
    public long Running { get; init; }

    /// <summary>How many are being compensated.</summary>
    public long Compensating { get; init; }

    /// <summary>How many are suspended, for whatever reason.</summary>
    public long Suspended { get; init; }

    /// <summary>
    /// How many would be suspended, or stay so. Of a missing version: all that are open. Of another one: those that were read and have
    /// another hash, and of those that were not read all or none, as the definition that is registered here has another hash or not.
    /// </summary>
    public long Affected { get; init; }

    /// <summary>
    /// How many would go on, but not back by themselves: a child of theirs has completed, and the deployment has its definition in another
    /// shape, so that its undo would need an operator, who retries it once a deployment has the old one again. Counted as
    /// <see cref="Affected"/> is: those that were read and have such a child, and of those that were not read all, if
    /// <see cref="ChangedChildren"/> has any.
    /// </summary>
    public long CannotGoBack { get; init; }

    /// <summary>
    /// The definitions of children, and of theirs, that the deployment does not have in the shape that is registered here, by name and
    /// version. Empty when there are none, or the definition is not registered here.
    /// </summary>
    public IReadOnlyList<string> ChangedChildren { get; init; } = [];

    /// <summary>How many were read one by one, at most the limit of each status.</summary>
    public int Read { get; init; }

    /// <summary>The deployment's hash; null: it does not have the version.</summary>
    public string? Hash { get; init; }

    /// <summary>The hash of the definition that is registered here; null: none is.</summary>
    public string? RegisteredHash { get; init; }

    /// <summary>
    /// What differs between the definition that is registered here and the deployment's, in sentences. Empty when nothing does, or one of
    /// them is not known.
    /// </summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>
    /// Where those stand that were read and are affected, by the path of the open step. One with several open steps stands at each.
    /// </summary>
    public IReadOnlyList<OpenStep> OpenSteps { get; init; } = [];
}

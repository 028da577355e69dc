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

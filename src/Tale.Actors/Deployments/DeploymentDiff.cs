namespace Tale.Actors.Deployments;

/// <summary>What a deployment does to the transactions in flight, as they stood when it was asked.</summary>
/// <param name="Versions">
/// Every version of a definition that has open transactions, by name and version. Definitions without any are left out.
/// </param>
public sealed record DeploymentDiff(IReadOnlyList<VersionDiff> Versions)
{
    /// <summary>How many open transactions would be suspended, or stay so. See <see cref="VersionDiff.Affected"/>.</summary>
    public long Affected => Versions.Sum(version => version.Affected);

    /// <summary>How many open transactions would go on, but could not go back. See <see cref="VersionDiff.CannotGoBack"/>.</summary>
    public long CannotGoBack => Versions.Sum(version => version.CannotGoBack);

    /// <summary>Whether every open transaction goes on, and can go back.</summary>
    public bool IsSafe => Affected == 0 && CannotGoBack == 0;
}

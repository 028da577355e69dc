using System.Text.Json.Serialization;

namespace Tale.Actors.Deployments;

/// <summary>What a deployment does to the open transactions of one version of a definition.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeploymentEffect>))]
public enum DeploymentEffect
{
    /// <summary>
    /// They go on: the deployment has the shape that they were started with. Whether they can go back hangs on their children too: see
    /// <see cref="VersionDiff.CannotGoBack"/>.
    /// </summary>
    Unchanged = 1,

    /// <summary>
    /// The deployment has the version in another shape. Transactions of the old shape are suspended until a deployment has it again.
    /// </summary>
    Changed = 2,

    /// <summary>The deployment does not have the version. Its transactions are suspended until one has it again.</summary>
    Missing = 3,
}

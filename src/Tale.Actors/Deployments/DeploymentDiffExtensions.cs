using Tale.Actors.Definitions;
using Tale.Actors.Index;

namespace Tale.Actors.Deployments;

/// <summary>Tells which transactions in flight a deployment would affect.</summary>
/// <remarks>
/// <code>
/// the deployment's definitions ---.
/// the registered ones ------------+--> InFlightReader --counts, rows--> the index (exact)
///                                            |-----------views--------> at most so many of each version and status
///                                            '-- sentences of DefinitionDiff
/// </code>
/// </remarks>
public static class DeploymentDiffExtensions
{
    /// <summary>The most transactions of each version and status that are read, unless a call says otherwise.</summary>
    public const int DefaultLimit = 100;

    /// <summary>
    /// Lists the open transactions that would be suspended, or stay so, if a node ran with these definitions, by version and open step. How
    /// many are open is exact; where they stand is read from the first of each version and status.
    /// </summary>
    /// <param name="client">The client of the node that runs the transactions, with its index.</param>
    /// <param name="registered">The definitions that are registered here.</param>
    /// <param name="deployment">All definitions of the deployment. Default: those that are registered here.</param>
    /// <param name="limit">How many of each version and status are read at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException">The deployment has one version of a definition twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of its range.</exception>
    /// <exception cref="TransactionRejectedException">The node is stopping, or its journal is not available.</exception>
    /// <exception cref="TimeoutException">A transaction did not answer within <c>tale.client.ask-timeout</c>. Ask again.</exception>
    /// <exception cref="InvalidOperationException">
    /// This node is a client only, and its configuration names no database of the index.
    /// </exception>
    public static Task<DeploymentDiff> DiffAsync(
        this ITaleClient client, TransactionRegistry registered, IEnumerable<TransactionDefinition>? deployment = null,
        int limit = DefaultLimit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registered);
        return client.DiffManifestsAsync(
            registered,
            (deployment is null ? registered.All : TransactionDefinition.WithChildren([.. deployment])).Select(DefinitionManifest.Of), limit,
            cancellationToken);
    }

    /// <summary>As <see cref="DiffAsync"/>, for a deployment that is another build's: its definitions are given as data.</summary>
    /// <param name="client">The client of the node that runs the transactions, with its index.</param>
    /// <param name="registered">The definitions that are registered here.</param>
    /// <param name="deployment">All definitions of the deployment.</param>
    /// <param name="limit">How many of each version and status are read at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException">The deployment has one version of a definition twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of its range.</exception>
    /// <exception cref="TransactionRejectedException">The node is stopping, or its journal is not available.</exception>
    /// <exception cref="TimeoutException">A transaction did not answer within <c>tale.client.ask-timeout</c>. Ask again.</exception>
    /// <exception cref="InvalidOperationException">
    /// This node is a client only, and its configuration names no database of the index.
    /// </exception>
    public static async Task<DeploymentDiff> DiffManifestsAsync(
        this ITaleClient client, TransactionRegistry registered, IEnumerable<DefinitionManifest> deployment, int limit = DefaultLimit,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(registered);
        ArgumentNullException.ThrowIfNull(deployment);
        var page = new TransactionQuery { Limit = limit };
        return await new InFlightReader(client, registered, ByVersion(deployment), page).ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Dictionary<(string Name, int Version), DefinitionManifest> ByVersion(IEnumerable<DefinitionManifest> deployment)
    {
        Dictionary<(string Name, int Version), DefinitionManifest> byVersion = [];
        foreach (var manifest in deployment)
        {
            if (!byVersion.TryAdd((manifest.Name, manifest.Version), manifest))
                throw new ArgumentException($"The deployment has the definition {manifest} twice. Give one of them another version.");
        }
        return byVersion;
    }
}

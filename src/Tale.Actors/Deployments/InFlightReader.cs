using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Deployments;

/// <summary>Compares a deployment with the open transactions of the index.</summary>
/// <param name="page">How many of each version and status are read at most.</param>
internal sealed class InFlightReader(
    ITaleClient client, TransactionRegistry registered, IReadOnlyDictionary<(string Name, int Version), DefinitionManifest> deployment,
    TransactionQuery page)
{
    /// <summary>A view may have to be read from a log: as many of them at a time as a node reads of its own accord.</summary>
    private const int MaxConcurrentReads = 16;

    private static readonly TransactionStatus[] _open =
        [TransactionStatus.Running, TransactionStatus.Compensating, TransactionStatus.Suspended];

    public async Task<DeploymentDiff> ReadAsync(CancellationToken cancellationToken)
    {
        var counts = await client.CountAsync(new TransactionQuery { Statuses = _open }, cancellationToken).ConfigureAwait(false);
        List<VersionDiff> versions = [];
        foreach (var group in counts.GroupBy(count => (count.Definition, count.Version)))
            versions.Add(await ReadAsync(group.Key.Definition, group.Key.Version, [.. group], cancellationToken).ConfigureAwait(false));
        return new DeploymentDiff(versions);
    }

    private async Task<VersionDiff> ReadAsync(
        string definition, int version, IReadOnlyList<TransactionCount> counts, CancellationToken cancellationToken)
    {
        var candidate = deployment.GetValueOrDefault((definition, version));
        var known = registered.Find(definition, version);
        var here = known is null ? null : DefinitionManifest.Of(known);
        var children = new ChangedChildren(known, child => !GoesOn(child.Hash, deployment.GetValueOrDefault((child.Name, child.Version)), null));
        var views = await ViewsAsync(definition, version, counts, cancellationToken).ConfigureAwait(false);
        var goesOn = views.ToLookup(view => GoesOn(view.DefinitionHash ?? here?.Hash, candidate, here));
        var affected = goesOn[false].ToList();
        var open = counts.Sum(count => count.Number);
        // Those that were not read are taken for what is registered here: nearly all are, and the others are suspended already.
        var unread = candidate is null || !GoesOn(here?.Hash, candidate, here) ? Math.Max(0, open - views.Count) : 0;
        var isAffected = affected.Count + unread > 0;
        var unreadWithChildren = children.Names.Count > 0 && unread == 0 ? Math.Max(0, open - views.Count) : 0;
        return new VersionDiff(
            definition, version,
            candidate is null ? DeploymentEffect.Missing : isAffected ? DeploymentEffect.Changed : DeploymentEffect.Unchanged)
        {
            Running = NumberOf(counts, TransactionStatus.Running),
            Compensating = NumberOf(counts, TransactionStatus.Compensating),
            Suspended = NumberOf(counts, TransactionStatus.Suspended),
            Affected = affected.Count + unread,
            CannotGoBack = goesOn[true].Count(children.KeepFromGoingBack) + unreadWithChildren,
            ChangedChildren = children.Names,
            Read = views.Count,
            Hash = candidate?.Hash,
            RegisteredHash = here?.Hash,
            Changes = here is null || candidate is null || here.Hash == candidate.Hash ? [] : DefinitionDiff.Between(here, candidate),
            OpenSteps = ByStep(affected),
        };
    }

    /// <summary>Whether a log that names this hash can be read with the deployment. A log of the first format names another one.</summary>
    private static bool GoesOn(string? hash, DefinitionManifest? candidate, DefinitionManifest? here) =>
        candidate is not null && hash is not null
        && (hash == candidate.Hash || hash == candidate.LegacyHash || (hash == here?.LegacyHash && here.Hash == candidate.Hash));

    private async Task<IReadOnlyList<TransactionView>> ViewsAsync(
        string definition, int version, IReadOnlyList<TransactionCount> counts, CancellationToken cancellationToken)
    {
        List<string> ids = [];
        foreach (var count in counts)
        {
            var query = page with { Statuses = [count.Status], Definition = definition, Version = version };
            var rows = await client.ListAsync(query, cancellationToken).ConfigureAwait(false);
            ids.AddRange(rows.Transactions.Select(row => row.TransactionId));
        }
        // Its status may have changed between two lists.
        var views = new TransactionView?[ids.Count];
        await Parallel.ForEachAsync(
            ids.Distinct(StringComparer.Ordinal).Index(),
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentReads, CancellationToken = cancellationToken },
            async (entry, token) => views[entry.Index] = await client.GetAsync(entry.Item, token).ConfigureAwait(false))
            .ConfigureAwait(false);
        return [.. views.OfType<TransactionView>().Where(view => _open.Contains(view.Status))];
    }

    private static IReadOnlyList<OpenStep> ByStep(IEnumerable<TransactionView> views) =>
    [
        .. views.SelectMany(OpenSteps).GroupBy(entry => entry.Step).OrderBy(group => group.Min(entry => entry.Place))
            .Select(group => new OpenStep(group.Key, [.. group.Select(entry => entry.TransactionId).Order(StringComparer.Ordinal)])),
    ];

    private static IEnumerable<(int Place, string? Step, string TransactionId)> OpenSteps(TransactionView view) => view.Steps.Index()
        .Where(entry => IsOpen(entry.Item.Status)).Select(entry => (entry.Index, (string?)entry.Item.Path, view.TransactionId))
        .DefaultIfEmpty((int.MaxValue, null, view.TransactionId));

    private static bool IsOpen(StepStatus status) => status is StepStatus.Running or StepStatus.Retrying or StepStatus.Waiting
        or StepStatus.Compensating or StepStatus.Suspended;

    private static long NumberOf(IEnumerable<TransactionCount> counts, TransactionStatus status) =>
        counts.Where(count => count.Status == status).Sum(count => count.Number);
}

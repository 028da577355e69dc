using Microsoft.AspNetCore.Http.HttpResults;
using Tale.Actors.Definitions;
using Tale.Actors.Deployments;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Http;

namespace Tale.Actors.Host.Api;

/// <summary>
/// Tells which transactions in flight a deployment would affect: <c>GET</c> of the definitions that this node has, <c>POST</c> of those that
/// the next build has.
/// </summary>
internal static class DefinitionDiffEndpoints
{
    private const string Path = "/definitions/diff";

    public static void MapDefinitionDiff(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, GetAsync);
        routes.MapPost(Path, PostAsync);
    }

    private static async Task<Ok<DeploymentDiffDto>> GetAsync(
        string? limit, ITaleClient client, TransactionRegistry registry, CancellationToken cancellationToken)
    {
        var diff = await client.DiffAsync(registry, limit: PageQuery.Limit(limit), cancellationToken: cancellationToken);
        return TypedResults.Ok(diff.ToDto());
    }

    private static async Task<Ok<DeploymentDiffDto>> PostAsync(
        string? limit, HttpRequest request, ITaleClient client, TransactionRegistry registry, CancellationToken cancellationToken)
    {
        var most = PageQuery.Limit(limit);
        var deployment = Checked((await StrictJson.ReadAsync<DeploymentRequest>(request, cancellationToken)).Definitions);
        var diff = await client.DiffManifestsAsync(registry, deployment.Select(DefinitionMapping.ToManifest), most, cancellationToken);
        return TypedResults.Ok(diff.ToDto());
    }

    /// <exception cref="ProblemException">Something in it is null, or there twice.</exception>
    private static IReadOnlyList<DeployedDefinitionDto> Checked(IReadOnlyList<DeployedDefinitionDto?> deployment)
    {
        HashSet<(string Name, int Version)> seen = [];
        foreach (var (index, definition) in deployment.Index())
        {
            var place = $"$.definitions[{index}]";
            if (definition is null || definition.Parts?.Any(part => part is null || part.Facts.Values.Contains(null!)) == true)
                throw ProblemException.BadRequest("bad-json", $"The body does not fit at {place}: nothing in it may be null.", place);
            if (!seen.Add((definition.Name, definition.Version)))
            {
                throw ProblemException.BadRequest(
                    "repeated-definition", $"The definition '{definition.Name}' v{definition.Version} is there more than once; "
                    + "give the versions of a definition numbers of their own.", place);
            }
        }
        return deployment!;
    }
}

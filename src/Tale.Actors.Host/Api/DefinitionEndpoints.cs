using Microsoft.AspNetCore.Http.HttpResults;

namespace Tale.Actors.Host.Api;

/// <summary>What can be started here.</summary>
internal static class DefinitionEndpoints
{
    public static void MapDefinitions(this IEndpointRouteBuilder routes) => routes.MapGet("/definitions", List);

    private static Ok<DefinitionListDto> List(DefinitionCatalog catalog) =>
        TypedResults.Ok(new DefinitionListDto([.. catalog.All.OrderBy(definition => definition.Name).ThenBy(definition => definition.Version).Select(ContractMapping.ToDto)]));
}

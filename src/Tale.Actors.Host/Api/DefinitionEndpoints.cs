using Microsoft.AspNetCore.Http.HttpResults;
using Tale.Actors.Definitions;
using Tale.Actors.Host.Api.Contracts;

namespace Tale.Actors.Host.Api;

/// <summary>Lists the definitions that this node can start.</summary>
internal static class DefinitionEndpoints
{
    public static void MapDefinitions(this IEndpointRouteBuilder routes) => routes.MapGet("/definitions", List);

    private static Ok<DefinitionListDto> List(TransactionRegistry registry) =>
        TypedResults.Ok(new DefinitionListDto([.. registry.All.Select(ContractMapping.ToDto)]));
}

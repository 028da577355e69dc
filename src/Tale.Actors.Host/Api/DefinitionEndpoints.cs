using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Tale.Actors.Definitions;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Http;

namespace Tale.Actors.Host.Api;

/// <summary>Shows the definitions that this node can start: all of them as a list, one also as text or as a chart in Mermaid.</summary>
internal static class DefinitionEndpoints
{
    public static void MapDefinitions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/definitions", List);
        routes.MapGet("/definitions/{name}/{version}", Get);
        routes.MapDefinitionDiff();
    }

    private static Ok<DefinitionListDto> List(TransactionRegistry registry) =>
        TypedResults.Ok(registry.All.ToDto());

    private static IResult Get(string name, string version, string? @as, TransactionRegistry registry)
    {
        var definition = int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? registry.Find(name, number) : null;
        return (@as, definition) switch
        {
            (not (null or "" or "json" or "text" or "mermaid"), _) => throw ProblemException.BadRequest(
                "invalid-as", $"The parameter 'as' cannot be used: it is '{@as}'; it must be json, text or mermaid."),
            (_, null) => throw ProblemException.NotFound(
                "unknown-definition", $"There is no version {version} of a definition '{name}'; GET /definitions lists what there is."),
            ("text", _) => TypedResults.Text(definition.ToText(), "text/plain", Encoding.UTF8),
            ("mermaid", _) => TypedResults.Text(definition.ToMermaid(), "text/plain", Encoding.UTF8),
            _ => TypedResults.Ok(definition.ToDto()),
        };
    }
}

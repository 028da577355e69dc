using Microsoft.AspNetCore.Http.HttpResults;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Http;
using Tale.Actors.Operations;

namespace Tale.Actors.Host.Api;

/// <summary>Bulk operations: the same action on every transaction that a filter matches, as durable work of the node.</summary>
internal static class OperationEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/operations", StartAsync);
        routes.MapGet("/operations", ListAsync);
        routes.MapGet("/operations/{id}", GetAsync);
        routes.MapDelete("/operations/{id}", StopAsync);
    }

    private static async Task<IResult> StartAsync(HttpRequest request, ITaleOperations operations, CancellationToken cancellationToken)
    {
        RevisionHeader.RefuseExpected(request, "An operation holds for whatever has happened meanwhile");
        var body = await StrictJson.ReadAsync<OperationRequestDto>(request, cancellationToken);
        var wanted = new OperationRequest(body.Action, body.Filter.ToFilter(), Operator(request), body.Reason)
        {
            OperationId = RequestedId.Of(body.Id, request), Step = body.Step,
        };
        var view = await operations.StartAsync(wanted, cancellationToken);
        return TypedResults.Accepted($"/operations/{Uri.EscapeDataString(view.OperationId)}", view.ToDto());
    }

    private static async Task<IResult> ListAsync(ITaleOperations operations, CancellationToken cancellationToken) =>
        TypedResults.Ok(new OperationListDto(
            [.. (await operations.ListAsync(cancellationToken)).Select(view => view.ToDto(refusals: false))]));

    private static async Task<IResult> GetAsync(string id, ITaleOperations operations, CancellationToken cancellationToken) =>
        Answer(id, await operations.GetAsync(id, cancellationToken));

    /// <summary>Nothing is deleted: the operation stops, and can be looked at.</summary>
    private static async Task<IResult> StopAsync(
        string id, HttpRequest request, ITaleOperations operations, CancellationToken cancellationToken)
    {
        RevisionHeader.RefuseExpected(request, "A stop holds for whatever has happened meanwhile");
        return Answer(id, await operations.StopAsync(id, Operator(request), cancellationToken));
    }

    private static Ok<OperationDto> Answer(string id, OperationView? view) => view is not null
        ? TypedResults.Ok(view.ToDto())
        : throw ProblemException.NotFound("unknown-operation", $"There is no operation '{id}', or it ended and 100 others have since.");

    private static string Operator(HttpRequest request) => request.Headers[InterventionEndpoints.OperatorHeader].ToString();
}

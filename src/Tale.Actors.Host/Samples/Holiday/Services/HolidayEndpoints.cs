using Microsoft.AspNetCore.Http.HttpResults;
using Tale.Actors.Host.Http;
using Tale.Actors.Host.Samples.Holiday.Contracts;

namespace Tale.Actors.Host.Samples.Holiday.Services;

/// <summary>The four services over HTTP: their operations, their ledgers and how they behave.</summary>
internal static class HolidayEndpoints
{
    private const int MaxDelayMs = 600_000;

    public static void MapHolidayServices(this IEndpointRouteBuilder routes)
    {
        var service = routes.MapGroup(ServicePaths.Root + "/{service}");
        service.MapGet("/", Ledger);
        service.MapGet("/behaviour", Behaviour);
        service.MapPut("/behaviour", SetBehaviourAsync);
        service.MapPost("/{operation}", CallAsync);
    }

    // As the index does for transactions; the rows stand by themselves, so the next page is named in a header.
    private static Ok<IReadOnlyList<LedgerRow>> Ledger(
        string service, string? after, string? limit, HolidayServices services, HttpResponse response)
    {
        var found = Find(services, service);
        var rows = found.Rows(PageQuery.After(after), PageQuery.Limit(limit));
        if (rows.Count == PageQuery.Limit(limit))
            response.Headers.Link = $"<{ServicePaths.Of(service)}?after={rows[^1].Order}&limit={rows.Count}>; rel=\"next\"";
        return TypedResults.Ok(rows);
    }

    private static Ok<ServiceBehaviour> Behaviour(string service, HolidayServices services) =>
        TypedResults.Ok(Find(services, service).Behaviour);

    private static async Task<IResult> SetBehaviourAsync(string service, HttpRequest request, HolidayServices services)
    {
        var found = Find(services, service);
        var behaviour = await StrictJson.ReadAsync<ServiceBehaviour>(request);
        if (behaviour.DelayMs is < 0 or > MaxDelayMs)
        {
            throw ProblemException.BadRequest(
                "invalid-behaviour", $"delayMs is {behaviour.DelayMs}; it must be between 0 and {MaxDelayMs}.");
        }
        if (behaviour.Failures < -1)
        {
            throw ProblemException.BadRequest(
                "invalid-behaviour", $"failures is {behaviour.Failures}; it must be -1 (always) or more.");
        }
        if (behaviour.LostAnswers < -1)
        {
            throw ProblemException.BadRequest(
                "invalid-behaviour", $"lostAnswers is {behaviour.LostAnswers}; it must be -1 (always) or more.");
        }
        found.Behaviour = behaviour;
        return TypedResults.Ok(behaviour);
    }

    private static async Task<IResult> CallAsync(string service, string operation, HttpRequest request, HolidayServices services)
    {
        var found = Find(services, service);
        if (!found.Operations.Contains(operation))
            throw UnknownOperation(service, operation, found);
        var key = request.Headers[IdempotencyHeader.Name];
        if (key.Count != 1 || string.IsNullOrWhiteSpace(key[0]))
            throw ProblemException.BadRequest(ServiceRefusals.NoKey, $"Give one {IdempotencyHeader.Name} header.");
        var call = await StrictJson.ReadAsync<ServiceCall>(request);
        var receipt = await found.CallAsync(operation, key[0]!, call, request.HttpContext.RequestAborted) ?? throw OutOfOrder();
        if (found.LosesAnswer())
            request.HttpContext.Abort();
        return TypedResults.Ok(receipt);
    }

    private static ProblemException UnknownOperation(string service, string operation, HolidayService found) => ProblemException.NotFound(
        ServiceRefusals.UnknownOperation,
        $"The {service} service has no operation '{operation}'; it has: {string.Join(", ", found.Operations)}.");

    private static ProblemException OutOfOrder() => new(
        StatusCodes.Status503ServiceUnavailable, ServiceRefusals.OutOfOrder, "The service is out of order, as it was told to be.");

    private static HolidayService Find(HolidayServices services, string name) =>
        services.Find(name) ?? throw ProblemException.NotFound(
            ServiceRefusals.UnknownService, $"There is no service '{name}'; there are: {string.Join(", ", ServiceNames.All)}.");
}

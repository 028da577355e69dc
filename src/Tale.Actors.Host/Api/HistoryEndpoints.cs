using Tale.Actors.Host.Http;

namespace Tale.Actors.Host.Api;

/// <summary>
/// What would happen to a transaction (<c>plan</c>), what has happened (<c>history</c>), and what happens (<c>events</c>, which is
/// <see cref="EventStream"/>'s).
/// </summary>
internal static class HistoryEndpoints
{
    public static void MapHistories(this IEndpointRouteBuilder routes)
    {
        var transaction = routes.MapGroup("/transactions/{id}");
        transaction.MapGet("/plan", PlanAsync);
        transaction.MapGet("/history", HistoryAsync);
        transaction.MapGet("/events", EventStream.HandleAsync);
    }

    private static async Task<IResult> PlanAsync(string id, string? outputs, ITaleClient client, CancellationToken cancellationToken)
    {
        var showOutputs = QueryParameter.Flag(nameof(outputs), outputs, otherwise: true);
        var plan = await client.GetPlanAsync(id, cancellationToken) ?? throw TransactionEndpoints.Unknown(id);
        return TypedResults.Ok(plan.ToDto(showOutputs));
    }

    private static async Task<IResult> HistoryAsync(
        string id, string? after, string? limit, string? outputs, ITaleClient client, CancellationToken cancellationToken)
    {
        var query = new HistoryQuery
        {
            After = QueryParameter.Revision(nameof(after), after),
            Limit = PageQuery.Limit(limit),
            WithPayloads = QueryParameter.Flag(nameof(outputs), outputs, otherwise: true),
        };
        var history = await client.GetHistoryAsync(id, query, cancellationToken) ?? throw TransactionEndpoints.Unknown(id);
        return TypedResults.Ok(history.ToDto());
    }
}

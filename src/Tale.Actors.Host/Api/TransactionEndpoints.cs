using Tale.Actors.Host.Http;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api;

/// <summary>Reads transactions: one by its id, many from the index, or how many. A start is <see cref="StartEndpoint"/>'s.</summary>
/// <remarks>
/// <code>
/// request --StrictJson--> endpoint --> ITaleClient (start, watch, get) or ITransactionIndex (list, count) --ContractMapping--> answer
///                            |
///                        exception --ApiExceptionHandler--> problem+json
/// </code>
/// </remarks>
internal static class TransactionEndpoints
{
    public static void MapTransactions(this IEndpointRouteBuilder routes)
    {
        var transactions = routes.MapGroup("/transactions");
        transactions.MapPost("/{definition}", StartEndpoint.HandleAsync);
        transactions.MapGet("/count", CountAsync);
        transactions.MapGet("/{id}", GetAsync);
        transactions.MapGet("/", ListAsync);
    }

    /// <summary>With <c>wait</c>, answers when the transaction has ended or is suspended, or the wait is over; the view says which.</summary>
    private static async Task<IResult> GetAsync(
        string id, string? wait, string? outputs, ITaleClient client, Waiters waiters, HttpResponse response,
        CancellationToken cancellationToken)
    {
        var showOutputs = QueryParameter.Flag(nameof(outputs), outputs, otherwise: true);
        var patience = WaitDuration.Parse(wait);
        using var place = patience is null ? null : waiters.Enter();
        var ended = patience is { } time ? await OutcomeWait.ForAsync(client, id, time, cancellationToken) : null;
        return Answer(id, ended ?? await client.GetAsync(id, cancellationToken), response, showOutputs);
    }

    /// <param name="id">The transaction's id.</param>
    /// <param name="view">The transaction; null: there is none.</param>
    /// <param name="response">Gets the revision.</param>
    /// <param name="showOutputs">Whether to show what each step put out.</param>
    public static IResult Answer(string id, TransactionView? view, HttpResponse response, bool showOutputs = true)
    {
        if (view is null)
            throw Unknown(id);
        RevisionHeader.Tell(response, view.Revision);
        return TypedResults.Ok(view.ToDto(showOutputs));
    }

    public static ProblemException Unknown(string id) =>
        ProblemException.NotFound("unknown-transaction", $"There is no transaction '{id}'.");

    private static async Task<IResult> ListAsync(
        string[] status, string? definition, string? version, string? idPrefix, string? failure, string? startedFrom, string? startedBefore,
        string? after, string? limit, ITransactionIndex index, CancellationToken cancellationToken)
    {
        var query = Conditions(status, definition, version, idPrefix, failure, startedFrom, startedBefore) with
        {
            After = QueryParameter.Text(nameof(after), after),
            Limit = PageQuery.Limit(limit),
        };
        var page = await index.QueryAsync(query, cancellationToken);
        return TypedResults.Ok(page.ToDto());
    }

    private static async Task<IResult> CountAsync(
        string[] status, string? definition, string? version, string? idPrefix, string? failure, string? startedFrom, string? startedBefore,
        ITransactionIndex index, CancellationToken cancellationToken)
    {
        var query = Conditions(status, definition, version, idPrefix, failure, startedFrom, startedBefore);
        var counts = await index.CountAsync(query, cancellationToken);
        return TypedResults.Ok(counts.ToDto());
    }

    private static TransactionQuery Conditions(
        string[] status, string? definition, string? version, string? idPrefix, string? failure, string? startedFrom, string? startedBefore) => new()
    {
        Statuses = QueryParameter.Statuses(status),
        Definition = QueryParameter.Text(nameof(definition), definition),
        Version = QueryParameter.Version(nameof(version), version),
        IdPrefix = QueryParameter.Text(nameof(idPrefix), idPrefix),
        FailureText = QueryParameter.Text(nameof(failure), failure),
        StartedFrom = QueryParameter.Time(nameof(startedFrom), startedFrom),
        StartedBefore = QueryParameter.Time(nameof(startedBefore), startedBefore),
    };
}

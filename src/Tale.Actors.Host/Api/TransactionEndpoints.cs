using System.Text.Json;
using Tale.Actors.Host.Http;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api;

/// <summary>Reads transactions: one by its id, many from the index. A start is <see cref="StartEndpoint"/>'s.</summary>
/// <remarks>
/// <code>
/// request --StrictJson--> endpoint --> ITaleClient (start, watch, get) or ITransactionIndex (list) --ContractMapping--> answer
///                            |
///                        exception --ApiExceptionHandler--> problem+json
/// </code>
/// </remarks>
internal static class TransactionEndpoints
{
    private static readonly IReadOnlyDictionary<string, TransactionStatus> Statuses = Enum.GetValues<TransactionStatus>()
        .ToDictionary(status => JsonNamingPolicy.KebabCaseLower.ConvertName(status.ToString()));

    public static void MapTransactions(this IEndpointRouteBuilder routes)
    {
        var transactions = routes.MapGroup("/transactions");
        transactions.MapPost("/{definition}", StartEndpoint.HandleAsync);
        transactions.MapGet("/{id}", GetAsync);
        transactions.MapGet("/", ListAsync);
    }

    private static async Task<IResult> GetAsync(string id, ITaleClient client, CancellationToken cancellationToken)
    {
        var view = await client.GetAsync(id, cancellationToken)
            ?? throw ProblemException.NotFound("unknown-transaction", $"There is no transaction '{id}'.");
        return TypedResults.Ok(view.ToDto());
    }

    private static async Task<IResult> ListAsync(
        string? status, string? definition, string? after, string? limit, ITransactionIndex index, CancellationToken cancellationToken)
    {
        var query = new TransactionQuery
        {
            Statuses = Status(status) is { } one ? [one] : [],
            Definition = Given(definition),
            After = Given(after),
            Limit = PageQuery.Limit(limit),
        };
        var page = await index.QueryAsync(query, cancellationToken);
        return TypedResults.Ok(page.ToDto());
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static TransactionStatus? Status(string? text) => Given(text) switch
    {
        null => null,
        var given when Statuses.TryGetValue(given, out var status) => status,
        var given => throw ProblemException.BadRequest(
            "invalid-status", $"status is '{given}'; it must be one of: {string.Join(", ", Statuses.Keys)}."),
    };
}

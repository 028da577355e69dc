using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>Which transactions an operation is about: the conditions of <c>GET /transactions</c>, or <c>all</c>.</summary>
/// <param name="StartedFrom">A date or a time as in ISO 8601, UTC unless it says otherwise.</param>
/// <param name="StartedBefore">Likewise.</param>
/// <param name="All">Every transaction is meant; instead of any condition.</param>
internal sealed record OperationFilterDto(
    IReadOnlyList<TransactionStatus>? Status = null, string? Definition = null, string? IdPrefix = null, string? Failure = null,
    string? StartedFrom = null, string? StartedBefore = null, bool All = false);

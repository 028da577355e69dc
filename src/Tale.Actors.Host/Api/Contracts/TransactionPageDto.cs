namespace Tale.Actors.Host.Api.Contracts;

/// <summary>One page of the index.</summary>
internal sealed record TransactionPageDto(IReadOnlyList<TransactionSummaryDto> Transactions, string? Next);

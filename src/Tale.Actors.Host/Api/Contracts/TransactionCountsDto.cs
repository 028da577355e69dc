namespace Tale.Actors.Host.Api.Contracts;

/// <summary>How many transactions there are, altogether and by definition, version and status.</summary>
internal sealed record TransactionCountsDto(long Total, IReadOnlyList<TransactionCountDto> Counts);

using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>How many transactions of a version of a definition have a status.</summary>
internal sealed record TransactionCountDto(string Definition, int Version, TransactionStatus Status, long Count);

using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>The answer to a start: the transaction is durable.</summary>
internal sealed record StartedDto(string Id, string Definition, int Version, TransactionStatus Status);

using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>A transaction to which an operation could not be done.</summary>
/// <param name="GivenUp">It did not answer, or could not be told; it was not refused.</param>
internal sealed record OperationRefusalDto(string Id, RejectionReason Reason, string Detail, bool GivenUp);

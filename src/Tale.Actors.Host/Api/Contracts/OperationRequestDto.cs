using Tale.Actors.Operations;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>The body of a start of an operation.</summary>
/// <param name="Action">What to do to each transaction.</param>
/// <param name="Reason">Why, for people: it stands in the log of each.</param>
/// <param name="Filter">Which transactions.</param>
/// <param name="Id">The operation's id; chosen by the node when neither this nor the Idempotency-Key header is given.</param>
/// <param name="Step">The path of the step that is meant, where the action is about one.</param>
internal sealed record OperationRequestDto(
    BulkAction Action, string Reason, OperationFilterDto Filter, string? Id = null, string? Step = null);

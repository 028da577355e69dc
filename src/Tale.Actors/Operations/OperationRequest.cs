namespace Tale.Actors.Operations;

/// <summary>A bulk operation that is asked for: the same action on every transaction that a filter matches.</summary>
/// <param name="Action">What to do to each.</param>
/// <param name="Filter">Which transactions.</param>
/// <param name="Who">Who does it, for people: 1 to 200 characters. Stands in the log of every transaction.</param>
/// <param name="Why">Why, for people: 1 to 2,000 characters. Likewise.</param>
public sealed record OperationRequest(BulkAction Action, OperationFilter Filter, string Who, string Why)
{
    /// <summary>
    /// The operation's id: 1 to 100 of <c>A-Z a-z 0-9 . _ : -</c>. The same id with the same content is the same operation. Default: null, a
    /// new id.
    /// </summary>
    public string? OperationId { get; init; }

    /// <summary>
    /// The path of the step that is meant: needed by <see cref="BulkAction.SkipStep"/>, <see cref="BulkAction.AssumeSucceeded"/>,
    /// <see cref="BulkAction.AssumeFailed"/> and <see cref="BulkAction.Abandon"/>, possible for <see cref="BulkAction.RetryNow"/>, refused for the others. Default: null.
    /// </summary>
    public string? Step { get; init; }
}

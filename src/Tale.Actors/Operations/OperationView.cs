namespace Tale.Actors.Operations;

/// <summary>A bulk operation as it stands.</summary>
/// <param name="OperationId">The operation's id.</param>
/// <param name="Action">What is done to each transaction.</param>
/// <param name="Filter">Which transactions are meant.</param>
/// <param name="Who">Who asked for it.</param>
/// <param name="Why">Why.</param>
/// <param name="Status">Where it stands.</param>
public sealed record OperationView(
    string OperationId, BulkAction Action, OperationFilter Filter, string Who, string Why, OperationStatus Status)
{
    /// <summary>How many <see cref="Refusals"/> are kept: the first 100. The counts count all.</summary>
    public const int MaxRefusals = 100;

    /// <summary>The path of the step that is meant; null: none is named.</summary>
    public string? Step { get; init; }

    /// <summary>When it was accepted (UTC). Only transactions that were started before are meant.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its log was last written (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it ended, stopped or not (UTC); null: it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Who stopped it; null: nobody.</summary>
    public string? StoppedBy { get; init; }

    /// <summary>How many transactions have accepted their command.</summary>
    public long Done { get; init; }

    /// <summary>How many have refused it, had ended before, or were not there any more.</summary>
    public long Refused { get; init; }

    /// <summary>How many were given up on: see <see cref="OperationRefusal.IsFailure"/>.</summary>
    public long Failed { get; init; }

    /// <summary>
    /// How many matched when it began; null: they are not counted yet, or not at all, because the filter looks for a failure's text.
    /// </summary>
    public long? Matched { get; init; }

    /// <summary>
    /// About how many are still to have their turn: those that matched less those that had it, and 0 once all had. What no longer matches
    /// when its turn comes is passed over. Null: not known.
    /// </summary>
    public long? Left { get; init; }

    /// <summary>The first <see cref="MaxRefusals"/> transactions that refused, or were given up on.</summary>
    public IReadOnlyList<OperationRefusal> Refusals { get; init; } = [];

    /// <summary>Why it does not go on on this node: its log cannot be read here. Null: nothing is the matter.</summary>
    public string? Problem { get; init; }
}

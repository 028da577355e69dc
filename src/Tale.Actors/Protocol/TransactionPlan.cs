namespace Tale.Actors.Protocol;

/// <summary>
/// What would happen to a transaction from where it stands: the undos that would run if it failed now, and the steps that are still ahead
/// if it does not. Found by folding a copy of its state through the very rules that run it.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Definition">The definition's name. Empty when the log does not say, because it has lost its beginning.</param>
/// <param name="Version">The version that it is pinned to; 0 when the log does not say.</param>
/// <param name="Status">Its status.</param>
public sealed record TransactionPlan(string TransactionId, string Definition, int Version, TransactionStatus Status) : IWithTransactionId
{
    /// <summary>How many events the log had: the plan holds for this moment.</summary>
    public long Revision { get; init; }

    /// <summary>Why nothing can be said: the log cannot be folded where the transaction lives. Null: all is said.</summary>
    public string? Problem { get; init; }

    /// <summary>
    /// The steps whose outcome would be waited for before the first undo: an attempt is at work, or an operator has to say how it ended.
    /// In definition order.
    /// </summary>
    public IReadOnlyList<string> WaitsFor { get; init; } = [];

    /// <summary>
    /// Whether the point of no return is passed: nothing would be undone, and what fails waits for an operator. While the pivot itself is
    /// at work, the undos are those that would run if it fails.
    /// </summary>
    public bool IsPastPivot { get; init; }

    /// <summary>The undos that would run, in an order in which they could. What goes back already has those that are left.</summary>
    public IReadOnlyList<PlannedUndo> Undos { get; init; } = [];

    /// <summary>
    /// The steps that took effect, or may have, and would not be undone: they have no undo, or it failed and was given up.
    /// In definition order.
    /// </summary>
    public IReadOnlyList<string> NotUndone { get; init; } = [];

    /// <summary>
    /// The steps that have not ended, in an order in which they could run. Empty once the transaction goes back or has ended.
    /// </summary>
    public IReadOnlyList<PlannedStep> Ahead { get; init; } = [];

    /// <summary>
    /// Whether parts are left out, because the plan would not fit into a message to the node that asked: the states first, then all lists.
    /// </summary>
    public bool IsTruncated { get; init; }

    /// <summary>What it is about; never what went wrong, which may be secret.</summary>
    public override string ToString() => $"TransactionPlan '{TransactionId}' of '{Definition}' v{Version}, {Status}";
}

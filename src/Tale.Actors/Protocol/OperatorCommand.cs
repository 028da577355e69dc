namespace Tale.Actors.Protocol;

/// <summary>
/// What an operator does to one transaction. It is decided against the log, stands there with who and why, and is refused with a reason
/// where it makes no sense, as it does after the end. The answer is <see cref="CommandAccepted"/> once it is durable; the outcome that stands
/// for one that was carried out before the transaction ended; <see cref="TransactionNotFound"/>, or <see cref="TransactionRejected"/>.
/// Idempotent by <see cref="CommandId"/>. A deadline that passed while the operator was needed does not undo what the operator has go on: it
/// counts no more.
/// </summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="CommandId">
/// Chosen by the caller, <c>[A-Za-z0-9._:-]{1,200}</c>: a command that this transaction has carried out is accepted again without effect,
/// and another action, step or output under its id is refused.
/// </param>
/// <param name="Action">What to do.</param>
/// <param name="Who">Who does it, for people: 1 to 200 characters.</param>
/// <param name="Why">Why, for people: 1 to 2,000 characters.</param>
public sealed record OperatorCommand(string TransactionId, string CommandId, OperatorAction Action, string Who, string Why)
    : ITransactionCommand
{
    internal const int MaxWho = 200;

    internal const int MaxWhy = 2000;

    /// <summary>The transaction's id. Null becomes empty, and is refused as no valid id.</summary>
    public string TransactionId { get; init; } = TransactionId ?? "";

    /// <summary>The command's id. Null becomes empty, and is refused.</summary>
    public string CommandId { get; init; } = CommandId ?? "";

    /// <summary>Who does it. Null becomes empty, and is refused.</summary>
    public string Who { get; init; } = Who ?? "";

    /// <summary>Why. Null becomes empty, and is refused.</summary>
    public string Why { get; init; } = Why ?? "";

    /// <summary>
    /// The path of the step that is meant. Default: null, which <see cref="OperatorAction.RetryNow"/> takes for all steps. Refused with
    /// <see cref="OperatorAction.Compensate"/> and <see cref="OperatorAction.GiveUp"/>, which are about the whole transaction.
    /// </summary>
    public string? Step { get; init; }

    /// <summary>
    /// For <see cref="OperatorAction.AssumeSucceeded"/> of a step's execution: its output, of the step's output type or as a <see
    /// cref="Payload"/>. Default: null. From another node a <see cref="Payload"/> arrives.
    /// </summary>
    public object? Output { get; init; }

    /// <summary>
    /// The <see cref="TransactionView.Revision"/> that the operator has seen: if anything but a take-over has happened since, the command is
    /// refused. Default: null, whatever has happened meanwhile.
    /// </summary>
    public long? ExpectedRevision { get; init; }

    /// <summary>What it is about; never an output, which may be secret.</summary>
    public override string ToString() => $"OperatorCommand '{TransactionId}', '{CommandId}': {Action} {Step}";
}

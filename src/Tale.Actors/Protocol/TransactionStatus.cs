using System.Text.Json.Serialization;

namespace Tale.Actors.Protocol;

/// <summary>
/// Where a transaction stands. <see cref="Compensated"/> and <see cref="Failed"/> are final; <see cref="Completed"/> is, unless somebody has it
/// undone (<see cref="CompensateTransaction"/>).
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<TransactionStatus>))]
public enum TransactionStatus
{
    /// <summary>Steps are being executed or retried.</summary>
    Running = 1,

    /// <summary>
    /// It goes back, because a step failed for good, or a cancel, a deadline or an operator asked for it: the steps that took effect are being
    /// undone in reverse order.
    /// </summary>
    Compensating = 2,

    /// <summary>Waits for an operator, or for a missing definition to come back. Nothing is lost.</summary>
    Suspended = 3,

    /// <summary>Final: every step took effect.</summary>
    Completed = 4,

    /// <summary>Final: it went back, and every step that took effect was undone.</summary>
    Compensated = 5,

    /// <summary>
    /// Final: something that took effect was not undone, because its undo failed for good under the compensation policy <c>Continue</c>, or an
    /// operator left it (<see cref="OperatorAction.SkipStep"/>, <see cref="OperatorAction.GiveUp"/>).
    /// </summary>
    Failed = 6,
}

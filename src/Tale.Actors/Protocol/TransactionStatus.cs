using System.Text.Json.Serialization;

namespace Tale.Actors.Protocol;

/// <summary>Where a transaction stands. <see cref="Completed"/>, <see cref="Compensated"/> and <see cref="Failed"/> are final.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TransactionStatus>))]
public enum TransactionStatus
{
    /// <summary>Steps are being executed or retried.</summary>
    Running = 1,

    /// <summary>A step failed for good; the steps that took effect are being undone in reverse order.</summary>
    Compensating = 2,

    /// <summary>Waits for an operator, or for a missing definition to come back. Nothing is lost.</summary>
    Suspended = 3,

    /// <summary>Final: every step took effect.</summary>
    Completed = 4,

    /// <summary>Final: a step failed and every step that took effect was undone.</summary>
    Compensated = 5,

    /// <summary>Final: a step failed and at least one undo failed too (compensation policy <c>Continue</c> only).</summary>
    Failed = 6,
}

using System.Text.Json.Serialization;

namespace Tale.Actors.Protocol;

/// <summary>Why a transaction goes back. There is one cause, the first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AbortCause>))]
public enum AbortCause
{
    /// <summary>A step failed for good, or nobody knows whether it took effect.</summary>
    StepFailed = 1,

    /// <summary>Somebody asked for it: <see cref="CancelTransaction"/>.</summary>
    Cancelled = 2,

    /// <summary>The time for all of it was over.</summary>
    DeadlinePassed = 3,

    /// <summary>An operator decided it: <see cref="OperatorAction.Compensate"/>.</summary>
    Operator = 4,

    /// <summary>It had completed, and somebody asked for it to be undone: <see cref="CompensateTransaction"/>.</summary>
    Undone = 5,
}

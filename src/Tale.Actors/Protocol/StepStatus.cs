using System.Text.Json.Serialization;

namespace Tale.Actors.Protocol;

/// <summary>Where one step stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepStatus>))]
public enum StepStatus
{
    /// <summary>Not started.</summary>
    Pending = 1,

    /// <summary>An attempt is under way.</summary>
    Running = 2,

    /// <summary>The last attempt failed; another one is due.</summary>
    Retrying = 3,

    /// <summary>It took effect.</summary>
    Succeeded = 4,

    /// <summary>It failed for good and took no effect.</summary>
    Failed = 5,

    /// <summary>Nobody knows whether it took effect.</summary>
    Unknown = 6,

    /// <summary>It is being undone.</summary>
    Compensating = 7,

    /// <summary>It took effect and was undone.</summary>
    Compensated = 8,

    /// <summary>It took effect and its undo failed for good.</summary>
    CompensationFailed = 9,

    /// <summary>It needs an operator.</summary>
    Suspended = 10,

    /// <summary>An operator had the transaction go on without it.</summary>
    Skipped = 11,

    /// <summary>It waits for a signal, or for a time.</summary>
    Waiting = 12,
}

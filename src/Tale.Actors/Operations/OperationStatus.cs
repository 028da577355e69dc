using System.Text.Json.Serialization;

namespace Tale.Actors.Operations;

/// <summary>Where an operation stands. <see cref="Stopped"/> and <see cref="Ended"/> are final.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperationStatus>))]
public enum OperationStatus
{
    /// <summary>At work; also while its node is away.</summary>
    Running = 1,

    /// <summary>Somebody has stopped it. The answers of the transactions that had their command before are still awaited.</summary>
    Stopping = 2,

    /// <summary>Final: somebody has stopped it. What was done stays done.</summary>
    Stopped = 3,

    /// <summary>Final: every transaction that its filter matched has had its turn.</summary>
    Ended = 4,
}

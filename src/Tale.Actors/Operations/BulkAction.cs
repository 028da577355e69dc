using System.Text.Json.Serialization;

namespace Tale.Actors.Operations;

/// <summary>
/// What an operation does to each of its transactions. It is decided for each transaction, and refused where it makes no sense.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<BulkAction>))]
public enum BulkAction
{
    /// <summary><see cref="Protocol.OperatorAction.RetryNow"/>; without a step everything that can be tried again.</summary>
    RetryNow = 1,

    /// <summary><see cref="Protocol.OperatorAction.SkipStep"/> of the step that the request names.</summary>
    SkipStep = 2,

    /// <summary>
    /// <see cref="Protocol.OperatorAction.AssumeSucceeded"/> of the undo of the step that the request names. A step's execution would need
    /// an output, which is another one for each transaction: there it is refused.
    /// </summary>
    AssumeSucceeded = 3,

    /// <summary><see cref="Protocol.OperatorAction.AssumeFailed"/> of the step that the request names.</summary>
    AssumeFailed = 4,

    /// <summary><see cref="Protocol.OperatorAction.Compensate"/>: has transactions that have not ended go back.</summary>
    Compensate = 5,

    /// <summary><see cref="Protocol.OperatorAction.GiveUp"/>.</summary>
    GiveUp = 6,

    /// <summary><see cref="Protocol.CancelTransaction"/>.</summary>
    Cancel = 7,

    /// <summary><see cref="Protocol.CompensateTransaction"/>: has completed transactions undone.</summary>
    Undo = 8,

    /// <summary><see cref="Protocol.OperatorAction.Abandon"/> of the step that the request names.</summary>
    Abandon = 9,
}

using System.Text.Json.Serialization;

namespace Tale.Actors.Protocol;

/// <summary>What is to be expected of an undo.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UndoProspect>))]
public enum UndoProspect
{
    /// <summary>It would run.</summary>
    WillRun = 1,

    /// <summary>It has begun, or waits for its next attempt: the transaction goes back already.</summary>
    Open = 2,

    /// <summary>The step is at work, or waits for an operator. Its undo would run if it turns out to have taken effect, or may have.</summary>
    IfItTookEffect = 3,

    /// <summary>
    /// It would need an operator, or needs one now. Either it has failed for good, or nobody knows whether the step took effect and there is
    /// no state that its undo could be given.
    /// </summary>
    NeedsOperator = 4,
}

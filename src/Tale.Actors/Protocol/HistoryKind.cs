using System.Text.Json.Serialization;

namespace Tale.Actors.Protocol;

/// <summary>What happened to a transaction. Later versions may have more kinds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HistoryKind>))]
public enum HistoryKind
{
    /// <summary>This version cannot read the event: it was written by a newer one, or is damaged.</summary>
    Unreadable = 0,

    /// <summary>It was started.</summary>
    Started = 1,

    /// <summary>A step succeeded.</summary>
    StepSucceeded = 2,

    /// <summary>An attempt failed, and another one follows.</summary>
    StepAttemptFailed = 3,

    /// <summary>A step failed for good and took no effect.</summary>
    StepFailed = 4,

    /// <summary>A step ended, and nobody knows whether it took effect.</summary>
    StepOutcomeUnknown = 5,

    /// <summary>A step asked for an operator.</summary>
    StepEscalated = 6,

    /// <summary>Somebody asked for the transaction to go back.</summary>
    CancelRequested = 7,

    /// <summary>The time for all of it was over.</summary>
    DeadlinePassed = 8,

    /// <summary>An operator intervened.</summary>
    OperatorIntervened = 9,

    /// <summary>It goes back: undos begin.</summary>
    CompensationStarted = 10,

    /// <summary>A step was undone.</summary>
    StepCompensated = 11,

    /// <summary>An attempt to undo a step failed, and another one follows.</summary>
    CompensationAttemptFailed = 12,

    /// <summary>The undo of a step failed for good.</summary>
    CompensationFailed = 13,

    /// <summary>Attempts that had waited were begun.</summary>
    AttemptsIssued = 14,

    /// <summary>Its owner left in order. The attempts that it names had not begun.</summary>
    OwnerLeft = 15,

    /// <summary>Another owner took it over: after a crash, a restart, or a long wait.</summary>
    TakenOver = 16,

    /// <summary>It waits for an operator, or for what is missing.</summary>
    Suspended = 17,

    /// <summary>It goes on.</summary>
    Resumed = 18,

    /// <summary>The end: every step took effect.</summary>
    Completed = 19,

    /// <summary>The end: what took effect was undone.</summary>
    Compensated = 20,

    /// <summary>The end: not everything that took effect was undone.</summary>
    Failed = 21,

    /// <summary>A step waits for something from outside: a signal, or a time.</summary>
    WaitStarted = 22,

    /// <summary>A signal came. Without a step it is kept for one that has not begun to wait.</summary>
    SignalReceived = 23,

    /// <summary>It had completed, and somebody asked for it to be undone. What follows is not the end that there was before.</summary>
    UndoRequested = 24,

    /// <summary>The items are known for each of which a <c>ForEach</c> does its steps.</summary>
    ItemsListed = 25,
}

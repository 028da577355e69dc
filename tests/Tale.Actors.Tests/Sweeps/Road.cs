namespace Tale.Actors.Tests.Sweeps;

/// <summary>Which way a transaction of the sweeps goes. On every road some attempts fail once, and are made again.</summary>
internal enum Road
{
    /// <summary>Every step succeeds in the end.</summary>
    Forward,

    /// <summary>The last step fails for good, and everything is undone; some undos only at the second attempt.</summary>
    Backward,

    /// <summary>
    /// As <see cref="Backward"/>, and the last step cannot be undone from its input: if nobody knows whether it took effect, an operator
    /// is needed.
    /// </summary>
    BackwardTyped,

    /// <summary>A step in the inner block fails for good while its neighbours are at work, or wait for their second attempt.</summary>
    Midway,

    /// <summary>As <see cref="Forward"/>, and somebody cancels it while the branches of the blocks are at work, or wait.</summary>
    Cancelled,

    /// <summary>As <see cref="Forward"/>, and its deadline passes while a branch waits for its second attempt.</summary>
    Overdue,

    // From here on: first - middle - last, and what the middle or the last one is.

    /// <summary>The middle step hangs and is abandoned. Its effect comes late, beside its second attempt, which succeeds.</summary>
    TimedOut,

    /// <summary>The middle step hangs, is abandoned, and is undone from its input. Its effect comes before the undo, or after.</summary>
    LateEffect,

    /// <summary>Nobody knows whether the last step took effect, and it is assumed to have failed.</summary>
    AssumedFailed,

    /// <summary>Nobody knows whether the last step took effect; an operator has it tried again, and it succeeds.</summary>
    OperatorRetries,

    /// <summary>As <see cref="OperatorRetries"/>, and the deadline has passed by then: that overrules it.</summary>
    OperatorOverrules,

    /// <summary>As <see cref="OperatorRetries"/>, and the operator goes on without the step.</summary>
    OperatorSkips,

    /// <summary>As <see cref="OperatorRetries"/>, and the operator says that it succeeded.</summary>
    OperatorAssumesSuccess,

    /// <summary>As <see cref="OperatorRetries"/>, and the operator says that it failed.</summary>
    OperatorAssumesFailure,

    /// <summary>As <see cref="OperatorRetries"/>, and the operator has everything undone, this step from its input.</summary>
    OperatorCompensates,

    /// <summary>The last step fails, the undo of the middle one too, and an operator leaves that one undone.</summary>
    GivenUp,

    /// <summary>As <see cref="GivenUp"/>, and the operator has that undo tried again.</summary>
    UndoRetried,

    /// <summary>As <see cref="GivenUp"/>, and the operator leaves that one step undone.</summary>
    UndoSkipped,

    /// <summary>As <see cref="GivenUp"/>, and the operator has undone it by hand.</summary>
    UndoAssumed,

    /// <summary>The middle step hangs and has no limit. An operator abandons it and has it tried again; its effect comes late.</summary>
    Abandoned,

    /// <summary>The last step fails for good past the pivot, cancels are refused, and an operator has it tried until it succeeds.</summary>
    PastPivot,

    /// <summary>It is cancelled while the pivot is at work, and the pivot's success overrules that.</summary>
    CancelledAtPivot,

    /// <summary>It waits for a signal that comes in time, several times, and with another one too late.</summary>
    Signalled,

    /// <summary>As <see cref="Signalled"/>, and the signal comes before it is waited for.</summary>
    SignalledEarly,

    /// <summary>The signal has not come in time, so an operator is needed; then it comes.</summary>
    SignalledLate,

    /// <summary>The signal never comes, and everything is undone.</summary>
    Unsignalled,

    /// <summary>The signal never comes, and it goes on without.</summary>
    UnsignalledGoesOn,

    /// <summary>It waits for a time.</summary>
    Delayed,

    /// <summary>It completes, and is undone then.</summary>
    Undone,

    /// <summary>The middle step is done for two items at the same time.</summary>
    Items,

    /// <summary>The middle step is done for two items, one after the other; then the last one fails for good, and everything is undone.</summary>
    ItemsOneByOne,

    /// <summary>The middle step is done for three items, two at a time; then the last one fails for good, and everything is undone.</summary>
    ItemsInPairs,

    /// <summary>Nobody knows whether the step of the second of two items took effect, and everything is undone.</summary>
    ItemsInDoubt,

    /// <summary>As <see cref="Items"/>, and it is cancelled while the items are at work, or wait.</summary>
    ItemsCancelled,

    /// <summary>The last step fails, the undo of the middle one too, and the transaction goes back without it.</summary>
    LeftInEffect,

    /// <summary>One of two branches fails for good while the other, a participant's, works until it is told to stop; it has taken effect then.</summary>
    FailFast,

    // The middle step is a transaction of its own, which goes another road.

    /// <summary>Its child completes, and so does it.</summary>
    Parent,

    /// <summary>Its child has completed when the last step fails for good, and is undone.</summary>
    ParentBackward,

    /// <summary>It completes, with its child, and is undone then.</summary>
    ParentUndone,

    /// <summary>Its child fails and is compensated.</summary>
    ParentOfFailed,

    /// <summary>It is cancelled while its child is being started.</summary>
    ParentCancelled,

    /// <summary>It is cancelled while its child is at work.</summary>
    ParentCancelledLater,

    // Of two steps, and a step of another transaction. Where that leads is its parent's business.

    /// <summary>Every step succeeds in the end.</summary>
    Child,

    /// <summary>The second step fails for good.</summary>
    ChildFails,
}

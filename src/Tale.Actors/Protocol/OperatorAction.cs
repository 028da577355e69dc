using System.Text.Json.Serialization;

namespace Tale.Actors.Protocol;

/// <summary>
/// What an operator can do. An attempt that is at work is not touched: its outcome is waited for, unless it is abandoned
/// (<see cref="Abandon"/>). An action on a step is about its undo once that is what is at work, stuck, or waits.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperatorAction>))]
public enum OperatorAction
{
    /// <summary>
    /// Tries again at once: a step or an undo that needs an operator, or waits for a retry; without a step all of them. A wait whose signal did
    /// not come in time waits again, for its whole timeout; one that still waits is not meant. Refused for the undo of a step of unknown
    /// outcome that cannot be undone from its input.
    /// </summary>
    RetryNow = 1,

    /// <summary>
    /// Goes on without a step that needs an operator, or waits for a retry. It is taken to have had no effect: its input becomes its output,
    /// and it will not be undone. A step that lists the items of a block goes on with none. Refused where the two types differ, and for the
    /// pivot, which is not passed for nothing. An undo that is stuck is left undone, and the transaction will end as failed.
    /// </summary>
    SkipStep = 2,

    /// <summary>
    /// Takes a step that needs an operator, or waits for a retry, to have succeeded with the output given; it will be undone if the
    /// transaction goes back. The pivot is passed by it: nothing is undone any more, and a cancel or a deadline before it is overruled. An undo
    /// is taken to have been done by hand.
    /// </summary>
    AssumeSucceeded = 3,

    /// <summary>
    /// Takes a step that needs an operator, or waits for a retry, to have failed for good without an effect, also where that is not known:
    /// the transaction goes back, and the step is not undone.
    /// </summary>
    AssumeFailed = 4,

    /// <summary>
    /// Has the transaction go back, or go on with it where a step needs an operator: that step is undone if it may have taken effect. Names no
    /// step.
    /// </summary>
    Compensate = 5,

    /// <summary>
    /// Leaves all undos that are stuck undone and goes on with the others; the transaction will end as failed. One whose log cannot be read
    /// here, or whose definition is missing, ends as failed at once, and nothing more of it is undone. Names no step; see
    /// <see cref="SkipStep"/> for one undo.
    /// </summary>
    GiveUp = 6,

    /// <summary>
    /// Waits no longer for an attempt that is at work, of a step or of its undo: for one that ignores its token, or whose answer never comes. It is
    /// told to end, and whatever comes of it counts for nothing. The step then needs an operator, and may have taken effect: move it with
    /// another action. A step tried again before the abandoned attempt has really ended runs beside it, under the same idempotency key. The
    /// transaction that plays a child step is not told: it goes on. One that waits for its turn counts as at work. Refused where nothing is.
    /// </summary>
    Abandon = 7,
}

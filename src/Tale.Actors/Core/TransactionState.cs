using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>The fold of a transaction's log. Immutable.</summary>
internal sealed record TransactionState
{
    public required Plan Plan { get; init; }

    /// <summary>What the log says without its definition: id, status, due time.</summary>
    public required LogSummary Log { get; init; }

    /// <summary>Which incarnation of the coordinator owns the transaction; replies to earlier ones are stale.</summary>
    public long Epoch { get; init; } = 1;

    /// <summary>The node of that incarnation.</summary>
    public string Node { get; init; } = "";

    /// <summary>The format in which that incarnation writes.</summary>
    public int Format { get; init; } = 1;

    /// <summary>
    /// How many incarnations in a row, this one included, have not brought the transaction forward; those not counted that left in
    /// order, or whose process lived on.
    /// </summary>
    public int FruitlessIncarnations { get; init; }

    /// <summary>The last incarnation has left in order, and that is the last that it said: nobody owns the open work.</summary>
    public bool IsLeft { get; init; }

    public Paged<StepState> Steps { get; init; } = Paged<StepState>.Empty;

    /// <summary>For every block how far it has come.</summary>
    public Paged<BlockState> Blocks { get; init; } = Paged<BlockState>.Empty;

    /// <summary>How many steps have an issued attempt.</summary>
    public int IssuedSteps { get; init; }

    /// <summary>How many steps wait, for the time of an attempt or for something from outside.</summary>
    public int WaitingSteps { get; init; }

    /// <summary>When those are due that are due some time, and their numbers.</summary>
    public ImmutableSortedSet<(DateTimeOffset At, int Step)> Dues { get; init; } = [];

    /// <summary>The numbers of those of which the log does not yet say that they wait.</summary>
    public ImmutableSortedSet<int> UnsaidWaits { get; init; } = [];

    /// <summary>The signals that have come, in that order.</summary>
    public ImmutableList<ReceivedSignal> Signals { get; init; } = [];

    /// <summary>How many are being executed, or wait for it, whose success is wanted.</summary>
    public int WantedSteps { get; init; }

    /// <summary>How many are being executed, or wait for it, and have not been told to come to an end.</summary>
    public int UncancelledSteps { get; init; }

    /// <summary>How many steps need an operator.</summary>
    public int StuckSteps { get; init; }

    /// <summary>How many of them the last suspension told of.</summary>
    public int ReportedStuckSteps { get; init; }

    /// <summary>Why the transaction goes back: nothing new starts, and what took effect will be undone. Null: it goes forward.</summary>
    public AbortCause? Abort { get; init; }

    /// <summary>What whoever had it go back said; null: nobody did.</summary>
    public string? AbortReason { get; init; }

    /// <summary>Its pivot has succeeded: it only goes forward.</summary>
    public bool IsPastPivot { get; init; }

    /// <summary>Its deadline passed while an operator was needed, and with help it has gone on: it counts no more.</summary>
    public bool IsDeadlineOverruled { get; init; }

    /// <summary>Whether compensation has started, also while suspended.</summary>
    public bool IsCompensating { get; init; }

    /// <summary>The last step's output, once there is one.</summary>
    public Payload? Result { get; init; }

    /// <summary>The steps whose undo has ended, well or for good, in that order.</summary>
    public ImmutableList<int> Compensations { get; init; } = [];

    public string TransactionId => Log.Id;

    public ImmutableDictionary<string, string> Headers => Log.Started.Headers;

    public TransactionStatus Status => Log.Status;

    public bool IsFinal => Log.IsFinal;

    public bool IsSuspended => Log.IsSuspended;

    public bool IsAborting => Abort is not null;

    /// <summary>It goes back, and would go forward after all if its pivot, whose outcome is not known yet, succeeds.</summary>
    public bool CanStillGoForward =>
        IsAborting && Plan.Pivot is { } pivot && this[pivot].Phase is StepPhase.Executing or StepPhase.Escalated;

    /// <summary>Whether an attempt is open, issued or waiting, or a step waits for something from outside.</summary>
    public bool HasOpenWork => IssuedSteps + WaitingSteps > 0;

    /// <summary>A step of an item that is not known yet is pending.</summary>
    public StepState this[PlanStep step] => step.Index < Steps.Count ? Steps[step.Index] : StepState.Pending;

    /// <summary>When the first of what waits is due, or the deadline is.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            var next = Dues.IsEmpty ? (DateTimeOffset?)null : Dues.Min.At;
            return next is null || Deadline < next ? Deadline ?? next : next;
        }
    }

    /// <summary>
    /// When it goes back; null when no deadline counts any more. While an operator is needed none does: the operator decides.
    /// </summary>
    public DateTimeOffset? Deadline =>
        Abort is null && StuckSteps == 0 && !IsPastPivot && !IsDeadlineOverruled ? Log.Started.Deadline : null;

    /// <summary>
    /// By when the transaction has to be in memory; null: nothing is due. The one answer that index, coordinator and home go by.
    /// </summary>
    public DateTimeOffset? DueAt(DateTimeOffset now)
    {
        if (IsFinal)
            return null;
        if (Log.Suspension?.ResumesByItself() == true || IssuedSteps > 0 || HasMoreToSay)
            return Due.AtOnce;
        return NextDue is { } next && next <= now + Due.LongWait ? Due.AtOnce : NextDue;
    }

    /// <summary>Something follows from the log that it does not say yet. Only of format 1, which said it in a later write.</summary>
    /// <summary>
    /// An operator is to be told. Of thousands that are stuck, more than are named, not each is news: the number is told as it doubles, and at the end.
    /// </summary>
    public bool HasUntoldStuckSteps => StuckSteps > ReportedStuckSteps
        && (ReportedStuckSteps < FailureReport.MaxListed || StuckSteps >= 2 * ReportedStuckSteps || !HasOpenWork);

    private bool HasMoreToSay => HasUntoldStuckSteps || (WaitingSteps > 0 && IsAborting && !IsCompensating);

    /// <summary>Whether nothing is lost when the coordinator passivates.</summary>
    public bool MayPassivate(DateTimeOffset now) => DueAt(now) != Due.AtOnce;
}

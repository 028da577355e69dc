using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>A transaction whose log cannot be folded on this node: answers what its summary can answer, and suspends it visibly.</summary>
internal sealed record UnfoldedLog(LogSummary Log, LogProblem Problem)
{
    /// <summary>Another node may be able to fold it: it is left alone here, and is not suspended for that.</summary>
    public bool IsForOthers { get; init; }

    /// <summary>The view says what is the matter today, whatever suspended it before.</summary>
    public Reply Answer(Command command) => command switch
    {
        Command.Start x => Starts.Repeated(Log, x.Request),
        Command.Watch => new Reply.Outcome(),
        Command.Undo when Log.Status == TransactionStatus.Completed => new Reply.Rejected(NotAllowed("undone")),
        Command.Operate x when Refuse(x.Request) is { } refusal => new Reply.Rejected(refusal),
        // It may have been taken before the end: that its log does not say here.
        Command.Signal when Log.IsFinal => new Reply.Rejected(Refusal.HasEnded(Log.Status)),
        Command.Change when Log.IsFinal => new Reply.Outcome(),
        Command.Operate => new Reply.Done(Log.Status, Log.Revision),
        Command.Cancel => new Reply.Rejected(NotAllowed("cancelled")),
        Command.Undo => new Reply.Rejected(NotAllowed("undone")),
        Command.Signal => new Reply.Rejected(NotAllowed("given a signal")),
        Command.Plan => new Reply.Plan(Preview.Of(Log) with
        {
            Status = IsShownAsStored ? Log.Status : TransactionStatus.Suspended, Problem = Reason,
        }),
        _ => new Reply.View(
            IsShownAsStored ? Views.Of(Log) : Views.Of(Log) with { Status = TransactionStatus.Suspended, SuspendedReason = Reason }),
    };

    /// <summary>The events of an operator who gives up on it; none when the command is refused, or was carried out before.</summary>
    public IReadOnlyList<Event> GiveUp(Command command, DateTimeOffset now)
    {
        if (command is not Command.Operate { Request: var x } || Log.IsFinal || Log.HasSeen(x.CommandId) || Refuse(x) is not null)
            return [];
        return
        [
            new Event.OperatorIntervened(now, x.CommandId, x.Action, null, null, x.Who, x.Why),
            new Event.TransactionFailed(now, $"Given up by {x.Who}: {x.Why}. Nothing more of it is undone. {Problem.Reason}"),
        ];
    }

    private Refusal? Refuse(InterventionRequest request) =>
        Interventions.RefuseAny(Log, request) ?? (Log.HasSeen(request.CommandId) ? null
            : Log.IsFinal ? Refusal.HasEnded(Log.Status)
            : Problem.IsHole ? NotAllowed($"moved by {request.Action}")
            : request.Action == OperatorAction.GiveUp ? null
            : NotAllowed($"moved by {request.Action}; GiveUp closes it as failed"));

    private Refusal NotAllowed(string what) =>
        new(RejectionReason.NotAllowed, $"While its log cannot be folded here it cannot be {what}. {Problem.Reason}");

    private bool IsShownAsStored => Log.IsFinal || IsForOthers;

    public string Reason => Log.Suspension?.ResumesByItself() == false ? $"{Log.Text}. Besides: {Problem.Reason}" : Problem.Reason;

    /// <summary>
    /// The event that suspends it, or that says why it still is; null when the log says so already, or has a hole: nothing is appended past
    /// that.
    /// </summary>
    public Event.TransactionSuspended? Suspend(DateTimeOffset now)
    {
        var isSaid = Log.Suspension is { } cause && (!cause.ResumesByItself() || Log.Text == Problem.Reason);
        return Log.IsFinal || isSaid || Problem.IsHole ? null : new Event.TransactionSuspended(now, Problem.Cause, Problem.Reason);
    }
}

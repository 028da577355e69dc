using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>A transaction whose log cannot be folded on this node: answers what its summary can answer, and suspends it visibly.</summary>
internal sealed record UnfoldedLog(LogSummary Log, LogProblem Problem)
{
    /// <summary>The view says what is the matter today, whatever suspended it before.</summary>
    public Reply Answer(Command command) => command switch
    {
        Command.Start x => Starts.Repeated(Log, x.Request),
        Command.Watch => new Reply.Outcome(),
        _ => new Reply.View(
            Log.IsFinal ? Views.Of(Log) : Views.Of(Log) with { Status = TransactionStatus.Suspended, SuspendedReason = Reason }),
    };

    public string Reason => Log.Suspension?.ResumesByItself() == false ? $"{Log.Text}. Besides: {Problem.Reason}" : Problem.Reason;

    /// <summary>The event that suspends it, or that says why it still is; null when the log says so already.</summary>
    public Event.TransactionSuspended? Suspend(DateTimeOffset now)
    {
        var isSaid = Log.Suspension is { } cause && (!cause.ResumesByItself() || Log.Text == Problem.Reason);
        return Log.IsFinal || isSaid ? null : new Event.TransactionSuspended(now, Problem.Cause, Problem.Reason);
    }
}

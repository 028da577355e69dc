using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>
/// A log that does not say what was started: its beginning is lost, or cannot be read. Nothing can be appended to it that would tell, so it
/// is suspended by what is answered.
/// </summary>
/// <param name="LastAt">When the last event was written that can be read; the beginning of time without any.</param>
internal sealed record HeadlessLog(string TransactionId, LogProblem Problem, DateTimeOffset LastAt)
{
    public Reply Answer(Command command) => command switch
    {
        Command.Start => new Reply.Rejected(new Refusal(RejectionReason.Conflict, Problem.Reason)),
        Command.Watch => new Reply.Outcome(),
        Command.Change => new Reply.Rejected(new Refusal(RejectionReason.NotAllowed, Problem.Reason)),
        Command.Plan => new Reply.Plan(
            new TransactionPlan(TransactionId, "", 0, TransactionStatus.Suspended) { Problem = Problem.Reason }),
        _ => new Reply.View(new TransactionView(TransactionId, "", 0, TransactionStatus.Suspended)
        {
            StartedAt = LastAt,
            UpdatedAt = LastAt,
            SuspendedReason = Problem.Reason,
        }),
    };
}

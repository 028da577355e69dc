using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination;

/// <summary>What a coordinator knows of its transaction.</summary>
internal abstract record CoordinatorPhase
{
    private CoordinatorPhase()
    {
    }

    /// <summary>What the log has turned out to be.</summary>
    public static CoordinatorPhase After(LogReader log) => log switch
    {
        { Problem: { } problem } => new Unfolded(log.Summary is { } summary ? new UnfoldedLog(summary, problem) : null, problem),
        { State: { } state } => new Known(state, Ownership.Looking),
        _ => new Absent(),
    };

    /// <summary>The log is being read.</summary>
    internal sealed record Reading(LogReader Log) : CoordinatorPhase;

    /// <summary>The log is empty.</summary>
    internal sealed record Absent : CoordinatorPhase;

    /// <summary>The log cannot be folded on this node.</summary>
    /// <param name="Log">Null: it does not even say what was started.</param>
    internal sealed record Unfolded(UnfoldedLog? Log, LogProblem Problem) : CoordinatorPhase
    {
        public Reply Answer(Command command) => Log is not null ? Log.Answer(command)
            : command is Command.Start ? new Reply.Rejected(new Refusal(RejectionReason.Conflict, Problem.Reason))
            : new Reply.NotFound();

        /// <summary>The same log with one more event.</summary>
        public Unfolded With(Event e) => this with { Log = Log is null ? null : Log with { Log = Log.Log.Apply(e) } };
    }

    /// <param name="State">What is stored.</param>
    internal sealed record Known(TransactionState State, Ownership Ownership) : CoordinatorPhase;
}

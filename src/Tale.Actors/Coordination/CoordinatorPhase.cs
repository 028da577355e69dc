using Tale.Actors.Core;

namespace Tale.Actors.Coordination;

/// <summary>What a coordinator knows of its transaction.</summary>
internal abstract record CoordinatorPhase
{
    private CoordinatorPhase()
    {
    }

    /// <summary>What the log has turned out to be.</summary>
    public static CoordinatorPhase After(LogReader log, string transactionId) => log switch
    {
        { Problem: { } problem, Summary: { } summary } => new Unfolded(new UnfoldedLog(summary, problem)),
        { Problem: { } problem } => new Headless(new HeadlessLog(transactionId, problem, log.LastAt)),
        { State: { } state } => new Known(state, Ownership.Looking),
        _ => new Absent(),
    };

    /// <summary>The log is being read.</summary>
    internal sealed record Reading(LogReader Log) : CoordinatorPhase;

    /// <summary>The log is empty.</summary>
    internal sealed record Absent : CoordinatorPhase;

    /// <summary>The log cannot be folded on this node.</summary>
    internal sealed record Unfolded(UnfoldedLog Log) : CoordinatorPhase
    {
        /// <summary>The same log with one more event.</summary>
        public Unfolded With(Event e) => new(Log with { Log = Log.Log.Apply(e) });
    }

    /// <summary>The log does not even say what was started.</summary>
    internal sealed record Headless(HeadlessLog Log) : CoordinatorPhase;

    /// <param name="State">What is stored.</param>
    internal sealed record Known(TransactionState State, Ownership Ownership) : CoordinatorPhase;
}

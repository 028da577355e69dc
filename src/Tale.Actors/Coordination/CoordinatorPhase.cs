using Tale.Actors.Core;

namespace Tale.Actors.Coordination;

/// <summary>What a coordinator knows of its transaction.</summary>
internal abstract record CoordinatorPhase
{
    private CoordinatorPhase()
    {
    }

    /// <summary>The log is being read.</summary>
    internal sealed record Reading(LogReader Log) : CoordinatorPhase;

    /// <summary>The log is empty.</summary>
    internal sealed record Absent : CoordinatorPhase;

    /// <summary>The log cannot be folded on this node.</summary>
    /// <param name="Log">Null: it does not even say what was started.</param>
    internal sealed record Unfolded(UnfoldedLog? Log, LogProblem Problem) : CoordinatorPhase;

    /// <param name="State">What is stored.</param>
    internal sealed record Known(TransactionState State, Ownership Ownership) : CoordinatorPhase;
}

/// <summary>Whether this incarnation may issue anything.</summary>
internal enum Ownership
{
    /// <summary>It has read the log and answers questions.</summary>
    Looking,

    /// <summary>It has decided to own the open work; the event that says so is not stored yet.</summary>
    TakingOver,

    /// <summary>The log names it as the owner.</summary>
    Owning,
}

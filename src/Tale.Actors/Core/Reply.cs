using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>What the one who sent a command is told, once the events of its decision are stored.</summary>
internal abstract record Reply
{
    private Reply()
    {
    }

    internal sealed record Accepted(string Definition, int Version, TransactionStatus Status) : Reply;

    /// <summary>What a command asked for is stored.</summary>
    internal sealed record Done(TransactionStatus Status, long Revision) : Reply;

    internal sealed record Rejected(Refusal Refusal) : Reply;

    internal sealed record NotFound : Reply;

    internal sealed record View(TransactionView Value) : Reply;

    internal sealed record Plan(TransactionPlan Value) : Reply;

    /// <summary>The outcome, which stands in the state.</summary>
    internal sealed record Outcome : Reply;

    /// <summary>There is no outcome yet: to be told later.</summary>
    internal sealed record Later : Reply;
}

using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Operations;

/// <summary>What the book and the runners answer.</summary>
internal abstract record OperationAnswer
{
    /// <summary>The actor that would answer has failed, and comes back after a while.</summary>
    public static readonly Rejected Away = new(
        RejectionReason.JournalUnavailable, "The log of the operation cannot be read or written at present. Try again later with the same id.");

    /// <summary>Nothing may be begun on this node now.</summary>
    /// <param name="isStopping">The node is on its way out.</param>
    /// <param name="refusal">Of the lease; null: it is held.</param>
    /// <param name="mayTakeOver">What another node was at.</param>
    public static Rejected NotNow(bool isStopping, string? refusal, bool mayTakeOver) => isStopping
        ? new(RejectionReason.Stopping, "The node is stopping. What is at work goes on when it is back: ask again then.")
        : new(
            RejectionReason.JournalUnavailable,
            refusal is not null ? $"{refusal} Try again later, or on the node that owns it."
            : mayTakeOver ? "This node did not own its database. Try again later, or on the node that owns it."
            : "What another node was at cannot be taken over yet. Try again later.");

    private OperationAnswer()
    {
    }

    internal sealed record View(OperationView Operation) : OperationAnswer;

    internal sealed record NotFound : OperationAnswer;

    /// <param name="OperationIds">The newest first.</param>
    internal sealed record Ids(ImmutableArray<string> OperationIds) : OperationAnswer;

    internal sealed record Rejected(RejectionReason Reason, string Message) : OperationAnswer;
}

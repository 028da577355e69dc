using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination;

/// <summary>What a node that stops answers.</summary>
internal static class StoppingNode
{
    /// <summary>To a start that came too late: nothing of it is stored.</summary>
    public static readonly Refusal ToNewStart = new(
        RejectionReason.Stopping, "The node is stopping. Start the transaction on another one, or later, with the same id.");

    /// <summary>To a call that was open when the stop began, or that would wait for longer than the node lives.</summary>
    public static readonly Refusal ToOpenCall = new(
        RejectionReason.Stopping,
        "The node is stopping. What it had accepted before goes on elsewhere, or when it is back: ask again with the same id.");

    public static TransactionRejected Rejects(this Refusal refusal, string transactionId) =>
        new(transactionId, refusal.Reason, refusal.Message);
}

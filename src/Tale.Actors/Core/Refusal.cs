using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>Why a command is refused.</summary>
/// <param name="Reason">For programs.</param>
/// <param name="Message">For people: what was wrong and what to do.</param>
internal sealed record Refusal(RejectionReason Reason, string Message)
{
    /// <summary>Of a command that was not carried out before the end.</summary>
    public static Refusal HasEnded(TransactionStatus status) => new(
        RejectionReason.NotAllowed,
        $"The transaction has ended: it is {status}, and nothing was done."
        + (status == TransactionStatus.Completed ? " To have it undone, use CompensateTransaction." : ""));
}

using Tale.Actors.Protocol;

namespace Tale.Actors;

/// <summary>A start or another command was refused, or the node is stopping or has stopped. <see cref="RejectionReason"/> says when something may have been stored.</summary>
public sealed class TransactionRejectedException : Exception
{
    /// <summary>Creates the exception for a refusal.</summary>
    /// <param name="rejection">The refusal.</param>
    public TransactionRejectedException(TransactionRejected rejection)
        : base(rejection.Message) => Rejection = rejection;

    /// <summary>The refusal.</summary>
    public TransactionRejected Rejection { get; }

    /// <summary>The reason, for programs.</summary>
    public RejectionReason Reason => Rejection.Reason;
}

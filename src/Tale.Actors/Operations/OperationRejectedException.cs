using Tale.Actors.Protocol;

namespace Tale.Actors.Operations;

/// <summary>What was asked of an operation was refused. But for <see cref="RejectionReason.JournalUnavailable"/> nothing was stored.</summary>
public sealed class OperationRejectedException : Exception
{
    internal OperationRejectedException(string operationId, RejectionReason reason, string message)
        : base(message) => (OperationId, Reason) = (operationId, reason);

    /// <summary>The operation's id; empty: none was given.</summary>
    public string OperationId { get; }

    /// <summary>The reason, for programs.</summary>
    public RejectionReason Reason { get; }
}

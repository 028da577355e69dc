using Tale.Actors.Protocol;

namespace Tale.Actors;

/// <summary>
/// The transaction is completed, and its result is stored, but it cannot be had as the type that was asked for: its definition is gone or
/// has changed, or the result is too large for a message from another node.
/// </summary>
public sealed class TransactionResultUnreadableException : Exception
{
    internal TransactionResultUnreadableException(string transactionId, Payload result, Type type, Exception innerException)
        : base(
            $"The transaction '{transactionId}' is completed, but its result, stored as '{result.Alias}', cannot be read as {type.Name}: "
            + $"{innerException.Message} "
            + "Register the definition that it was started with, or read the result as a Payload.",
            innerException)
    {
        TransactionId = transactionId;
        Result = result;
    }

    internal TransactionResultUnreadableException(string transactionId, string problem)
        : base($"The transaction '{transactionId}' is completed, but its result did not come with the answer: {problem}") =>
            TransactionId = transactionId;

    /// <summary>The transaction's id.</summary>
    public string TransactionId { get; }

    /// <summary>The result as it is stored; null when it was not sent.</summary>
    public Payload? Result { get; }
}

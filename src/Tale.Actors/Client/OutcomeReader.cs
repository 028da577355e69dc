using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Client;

/// <summary>Outcomes as the types that callers ask for. Where the definition is gone, only the caller knows what type the result is of.</summary>
internal sealed class OutcomeReader(StateCodec codec)
{
    /// <exception cref="TransactionResultUnreadableException">The result is not of that type, or did not come with the answer.</exception>
    public TransactionOutcome<TOut> Read<TOut>(ITransactionOutcome outcome) => outcome switch
    {
        TransactionCompleted o => new(o.TransactionId, o.Status, Result<TOut>(o), null, null),
        TransactionCompensated o => new(o.TransactionId, o.Status, default, o.Failure, null),
        TransactionFailed o => new(o.TransactionId, o.Status, default, o.Failure, null),
        TransactionSuspended o => new(o.TransactionId, o.Status, default, o.Failure, o.Reason),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}."),
    };

    private TOut? Result<TOut>(TransactionCompleted outcome)
    {
        switch (outcome.Result)
        {
            case null when default(TOut) is null:
                return default;
            case null:
                throw new TransactionResultUnreadableException(
                    outcome.TransactionId, $"it is null, which is no {typeof(TOut).Name}.");
            case TOut result:
                return result;
            case UnsentValue unsent:
                throw new TransactionResultUnreadableException(outcome.TransactionId, unsent.Problem);
            case var result:
                return Decode<TOut>(outcome.TransactionId, result as Payload ?? codec.Encode(result));
        }
    }

    private TOut? Decode<TOut>(string transactionId, Payload stored)
    {
        if (stored is TOut asStored)
            return asStored;
        try
        {
            return (TOut?)codec.Decode(stored, typeof(TOut));
        }
        catch (StateSerializationException e)
        {
            throw new TransactionResultUnreadableException(transactionId, stored, typeof(TOut), e);
        }
    }
}

using Tale.Actors.Core;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Coordination;

/// <summary>Outcomes as callers are told them.</summary>
internal sealed class Outcomes(StateCodec codec)
{
    /// <summary>Null: there is none yet.</summary>
    public ITransactionOutcome? Of(TransactionState state) => state.Status switch
    {
        TransactionStatus.Completed => new TransactionCompleted(state.TransactionId, Result(state.Result!, state.Plan.Source.OutputType)),
        TransactionStatus.Compensated => new TransactionCompensated(state.TransactionId, FailureReport.Of(state)!),
        TransactionStatus.Failed => new TransactionFailed(state.TransactionId, FailureReport.Of(state)!),
        TransactionStatus.Suspended =>
            new TransactionSuspended(state.TransactionId, state.Log.SuspendedReason ?? "", FailureReport.Of(state)),
        _ => null,
    };

    /// <summary>
    /// Without the definition nobody knows the result's type: it is answered as it is stored. Null: there is none yet, as far as this node can tell.
    /// </summary>
    public static ITransactionOutcome? Of(UnfoldedLog unfolded) => unfolded.Log.Status switch
    {
        TransactionStatus.Completed => new TransactionCompleted(unfolded.Log.Id, unfolded.Log.LastState),
        TransactionStatus.Compensated => new TransactionCompensated(unfolded.Log.Id, FailureReport.Of(unfolded.Log)!),
        TransactionStatus.Failed => new TransactionFailed(unfolded.Log.Id, FailureReport.Of(unfolded.Log)!),
        _ when unfolded.IsForOthers && unfolded.Log.Suspension?.ResumesByItself() != false => null,
        _ => new TransactionSuspended(unfolded.Log.Id, unfolded.Reason, null),
    };

    /// <summary>As stored where it cannot be read: the transaction is completed all the same.</summary>
    private object? Result(Payload payload, Type type)
    {
        try
        {
            return codec.Decode(payload, type);
        }
        catch (StateSerializationException)
        {
            return payload;
        }
    }
}

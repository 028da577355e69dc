using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Coordination;

/// <summary>Turns a signal into what the core decides about: its payload as it would be stored, or why it is refused.</summary>
internal sealed class SignalValidator(AttemptServices attempts)
{
    /// <param name="state">Null: the transaction is unknown, or cannot be folded here.</param>
    public SignalRequest Prepare(SignalTransaction signal, TransactionState? state)
    {
        var request = new SignalRequest(ErrorText.Bounded(signal.Name, TransactionIds.MaxLength), signal.SignalId, null);
        if (!TransactionIds.IsValid(signal.SignalId))
            return Refused(request, $"The signal's id is not made of {TransactionIds.Form}.");
        if (state?.Plan.WaitsFor(request.Name) is not [var wait, ..])
            return request;   // The core says what is known.
        var type = ((StepBody.Signal)wait.Node.Body).PayloadType;
        if (type is null != signal.Payload is null)
        {
            return Refused(request, type is null
                ? $"The signal '{request.Name}' has no payload."
                : $"The signal '{request.Name}' has a payload, a {type.Name}: send one.");
        }
        try
        {
            return type is null ? request : request with { Payload = attempts.EncodeSent(signal.Payload!, type) };
        }
        catch (StateSerializationException e)
        {
            return Refused(request, $"The payload does not fit the signal '{request.Name}': {e.Message}");
        }
    }

    private static SignalRequest Refused(SignalRequest request, string message) =>
        request with { Refusal = new Refusal(RejectionReason.InvalidCommand, message) };
}

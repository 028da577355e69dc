using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination;

/// <summary>A start of this very node's client, with what the client knows beside it. Never sent to another node.</summary>
/// <param name="Request">The start as it was prepared by the client, so that its state is serialized once.</param>
/// <param name="IsIdNew">The client has just made the id: there is no log under it that would have to be read first.</param>
internal sealed record StartEnvelope(StartTransaction Start, StartRequest Request, bool IsIdNew)
    : IStart, INoSerializationVerificationNeeded
{
    public string TransactionId => Start.TransactionId;

    /// <summary>The command as a message of the protocol.</summary>
    public static ITransactionCommand ForAnotherNode(ITransactionCommand command) =>
        command is StartEnvelope envelope ? envelope.Request.Carry(envelope.Start) : command;

    public override string ToString() => $"{Start}";
}

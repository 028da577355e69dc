using System.Text.Json.Serialization;

namespace Tale.Actors.Protocol;

/// <summary>How a transaction ended, or that it is suspended. As JSON it is written with everything that its own type has.</summary>
[JsonPolymorphic(UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FallBackToNearestAncestor)]
[JsonDerivedType(typeof(TransactionCompleted))]
[JsonDerivedType(typeof(TransactionCompensated))]
[JsonDerivedType(typeof(TransactionFailed))]
[JsonDerivedType(typeof(TransactionSuspended))]
public interface ITransactionOutcome : IWithTransactionId
{
    /// <summary>The status that this outcome stands for.</summary>
    TransactionStatus Status { get; }
}

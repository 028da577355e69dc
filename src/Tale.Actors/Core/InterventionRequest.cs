using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>What an operator asks for, as it reached the coordinator.</summary>
/// <param name="Step">Null: all, or the whole transaction.</param>
/// <param name="Output">Of a step that is taken to have succeeded.</param>
/// <param name="ExpectedRevision">Null: any.</param>
internal sealed record InterventionRequest(
    string CommandId, OperatorAction Action, string? Step, Payload? Output, string Who, string Why, long? ExpectedRevision)
{
    /// <summary>What is wrong with it whatever the transaction's state.</summary>
    public Refusal? Refusal { get; init; }
}

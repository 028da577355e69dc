using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>A signal as it reached the coordinator.</summary>
/// <param name="Payload">As it would be stored; null: it has none.</param>
internal sealed record SignalRequest(string Name, string Id, Payload? Payload)
{
    /// <summary>What is wrong with it whatever the transaction's state.</summary>
    public Refusal? Refusal { get; init; }
}

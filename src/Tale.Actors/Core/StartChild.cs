using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>A start by a step of another transaction, which is at work and waits for it.</summary>
/// <param name="Start">The start; null becomes an empty one, and is refused.</param>
/// <param name="CancelReason">The step is not wanted any more: nothing of it is to begin. Null: it is.</param>
internal sealed record StartChild(StartTransaction Start, string? CancelReason) : IStart
{
    /// <inheritdoc cref="StartChild(StartTransaction, string)" path="/param[@name='Start']" />
    public StartTransaction Start { get; init; } = Start ?? new StartTransaction("", "", null!);

    /// <summary>The start as its own node has prepared it; null: it comes from another one.</summary>
    public StartRequest? Request { get; init; }

    public string TransactionId => Start.TransactionId;

    public override string ToString() => $"{Start}";
}

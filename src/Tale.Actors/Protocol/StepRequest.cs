using System.Collections.Immutable;

namespace Tale.Actors.Protocol;

/// <summary>What the equality of requests has in common; a participant's tests compare whole messages.</summary>
internal static class StepRequest
{
    public static bool AreEqual(IStepRequest one, IStepRequest other) =>
        one.TransactionId == other.TransactionId && one.Step == other.Step && one.IdempotencyKey == other.IdempotencyKey
        && one.Epoch == other.Epoch && one.Attempt == other.Attempt;

    public static bool AreEqual(ImmutableDictionary<string, string> one, ImmutableDictionary<string, string> other) =>
        one.Count == other.Count && one.All(header => other.TryGetValue(header.Key, out var value) && value == header.Value);
}

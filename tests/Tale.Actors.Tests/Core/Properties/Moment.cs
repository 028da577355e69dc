using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>What the core said after a write.</summary>
/// <param name="Length">The length of the log after it.</param>
/// <param name="Now">When it was decided.</param>
/// <param name="Effects">What it set off.</param>
internal sealed record Moment(int Length, DateTimeOffset Now, TransactionState State, IReadOnlyList<Effect> Effects)
{
    /// <summary>A new incarnation issues everything that is open.</summary>
    public bool TakesOver { get; init; }
}

using System.Collections.Immutable;

namespace Tale.Actors.Definitions;

/// <summary>A transaction's options as they were when its definition began; see <see cref="StepSettings"/>.</summary>
internal sealed record TransactionSettings
{
    public static readonly TransactionSettings Default = new();

    public CompensationFailurePolicy CompensationFailurePolicy { get; init; }

    /// <summary>How long a transaction may take; null: as long as it takes. It stands in the log, so it is not in the hash.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>State types that an Akka serializer of the user's own stores, so that their JSON does not matter.</summary>
    public ImmutableHashSet<Type> StoredByAkkaSerializer { get; init; } = [];
}

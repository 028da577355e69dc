using System.Collections.Immutable;

namespace Tale.Actors.Definitions;

/// <summary>A transaction's options as they were when its definition began; see <see cref="StepSettings"/>.</summary>
internal sealed record TransactionSettings
{
    public static readonly TransactionSettings Default = new();

    public CompensationFailurePolicy CompensationFailurePolicy { get; init; }

    /// <summary>State types that an Akka serializer of the user's own stores, so that their JSON does not matter.</summary>
    public ImmutableHashSet<Type> StoredByAkkaSerializer { get; init; } = [];
}

using System.Collections.Immutable;
using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core.Search;

/// <summary>A transaction as it is stored, what is in hand, and what the services have done.</summary>
internal sealed record World(TransactionState State, DateTimeOffset Now, Budget Budget)
{
    public ImmutableArray<Hand> Hands { get; init; } = [];

    public ImmutableArray<Late> Lates { get; init; } = [];

    /// <summary>By step: what its service has done under its keys.</summary>
    public ImmutableArray<Service> Services { get; init; } = [.. State.Plan.Steps.Select(_ => default(Service))];
}

/// <summary>What a service has done under the keys of one step. It keeps them: what was undone is not done again.</summary>
/// <param name="IsExcused">An operator goes on without it, or leaves it, whatever is true of it.</param>
internal readonly record struct Service(bool IsApplied, bool IsUndone, bool IsExcused)
{
    public bool Stands => IsApplied && !IsUndone;

    public Service Executed() => IsUndone ? this : this with { IsApplied = true };

    public Service Undone() => this with { IsUndone = true };
}

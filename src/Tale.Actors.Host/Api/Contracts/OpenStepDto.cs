namespace Tale.Actors.Host.Api.Contracts;

/// <summary>Affected transactions that stand at one step.</summary>
/// <param name="Step">Null: none of theirs is open at this moment, or this node does not have their definition.</param>
internal sealed record OpenStepDto(string? Step, int Count, IReadOnlyList<string> Transactions);

namespace Tale.Actors.Deployments;

/// <summary>The affected transactions, of those that were read, that stand at one step.</summary>
/// <param name="Step">
/// The step's path. Null: no step of theirs is open at this moment, or this node cannot tell, as it does not have their definition.
/// </param>
/// <param name="TransactionIds">Their ids, in order.</param>
public sealed record OpenStep(string? Step, IReadOnlyList<string> TransactionIds);

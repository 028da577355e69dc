namespace Tale.Actors.Core;

/// <summary>The branches that a transaction has for the items of a block.</summary>
/// <param name="AtATime">How many of them are under way at a time.</param>
internal sealed record ItemBranches(IReadOnlyList<PlanNode> Branches, int AtATime);

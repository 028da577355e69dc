namespace Tale.Actors.Protocol;

/// <summary>One thing that an operator did to a transaction, as it stands in the log.</summary>
/// <param name="At">When it was decided (UTC).</param>
/// <param name="CommandId">The id of the command.</param>
/// <param name="Action">What was done.</param>
/// <param name="Step">The step's path; null: the whole transaction.</param>
/// <param name="Who">Who did it.</param>
/// <param name="Why">Why.</param>
public sealed record OperatorIntervention(DateTimeOffset At, string CommandId, OperatorAction Action, string? Step, string Who, string Why);

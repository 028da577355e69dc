namespace Tale.Actors.Protocol;

/// <summary>An attempt that is under way: to execute a step, or to undo it.</summary>
/// <param name="Attempt">Its number, from 1.</param>
/// <param name="StartedAt">
/// When it was issued (UTC), as the log says; by the present owner, if the transaction was taken over. It begins a little later where
/// attempts wait for their turn (<c>tale.steps.max-concurrent</c>) or for a participant that does not answer.
/// </param>
public sealed record RunningAttempt(int Attempt, DateTimeOffset StartedAt)
{
    /// <summary>
    /// Why it is not at work at present: it waits for its turn, or its participant does not answer
    /// (<c>tale.participants.circuit</c>). Null: it is. As the transaction's node knows; the log does not say it.
    /// </summary>
    public string? WaitsFor { get; init; }
}

namespace Tale.Actors.Coordination.Attempts;

/// <summary>A participant does not answer.</summary>
/// <param name="Trials">How many trials there were.</param>
/// <param name="Until">When the next one may be made, or when the one that is under way has failed.</param>
/// <param name="Trial">The attempt that tries it; null: none does at present.</param>
internal sealed record Outage(int Trials, DateTimeOffset Until, AttemptWork? Trial)
{
    public CircuitState State => Trial is null ? CircuitState.Open : CircuitState.HalfOpen;

    /// <summary>When it is tried again; null: it is being tried.</summary>
    public DateTimeOffset? NextTrialAt => Trial is null ? Until : null;

    /// <summary>What comes next, as text.</summary>
    public string Next => Trial is null ? $"it is tried again at {Until:u}" : "it is being tried";
}

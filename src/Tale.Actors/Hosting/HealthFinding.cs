namespace Tale.Actors.Hosting;

/// <summary>What a health check has found.</summary>
/// <param name="Text">How things stand.</param>
/// <param name="Action">What to do; null: nothing, all is well.</param>
internal sealed record HealthFinding(string Text, string? Action = null)
{
    public bool IsWell => Action is null;
}

namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>What the signal "approval" of <see cref="PlanTrip"/> says.</summary>
/// <param name="By">Who decided.</param>
internal sealed record Approval(string By, bool IsGranted);

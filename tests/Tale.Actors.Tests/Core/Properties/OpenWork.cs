namespace Tale.Actors.Tests.Core.Properties;

/// <summary>Work that is open: which attempt, of which step, in which direction, and with which states; or a step that waits.</summary>
/// <param name="WaitsUntil">Null: it is issued, or is waited for without an end.</param>
/// <param name="IsAwaiting">What is waited for comes from outside: there is no attempt yet.</param>
internal sealed record OpenWork(string Path, bool IsUndo, int Attempt, string States, DateTimeOffset? WaitsUntil, bool IsAwaiting = false)
{
    public static readonly IComparer<OpenWork> ByPath = Comparer<OpenWork>.Create((a, b) => string.CompareOrdinal(a.Path, b.Path));

    public bool IsIssued => WaitsUntil is null && !IsAwaiting;
}

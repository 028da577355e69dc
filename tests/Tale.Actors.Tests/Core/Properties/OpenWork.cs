namespace Tale.Actors.Tests.Core.Properties;

/// <summary>Work that is open: which attempt, of which step, in which direction, and with which states.</summary>
/// <param name="WaitsUntil">Null: it is issued.</param>
internal sealed record OpenWork(string Path, bool IsUndo, int Attempt, string States, DateTimeOffset? WaitsUntil)
{
    public static readonly IComparer<OpenWork> ByPath = Comparer<OpenWork>.Create((a, b) => string.CompareOrdinal(a.Path, b.Path));
}

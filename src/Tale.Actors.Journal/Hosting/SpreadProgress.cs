namespace Tale.Actors.Journal.Hosting;

/// <summary>How far <see cref="TaleJournal.SpreadAsync"/> is.</summary>
/// <param name="Moved">How many of the buckets that move, each about a thousandth of all logs, are where they belong.</param>
/// <param name="All">How many move.</param>
public sealed record SpreadProgress(int Moved, int All);

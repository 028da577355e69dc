namespace Tale.Actors.Journal.Storage;

/// <summary>The row that says which node owns the database.</summary>
/// <param name="Owner">The node: another one at every start.</param>
/// <param name="Name">The node and its process, for people.</param>
/// <param name="TakenAt">Since when.</param>
/// <param name="Renewals">Counts; whoever watches takes a change for a sign of life.</param>
/// <param name="Left">How long it still lasts, by the clock of the store. Below zero: it has ended.</param>
/// <param name="Duration">How long it lasts from one renewal.</param>
internal sealed record LeaseRow(
    string Owner, string Name, DateTimeOffset TakenAt, long Renewals, TimeSpan Left, TimeSpan Duration);

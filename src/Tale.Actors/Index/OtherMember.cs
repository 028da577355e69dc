namespace Tale.Actors.Index;

/// <summary>Another node that is at work in the database.</summary>
/// <param name="Address">As its cluster names it.</param>
/// <param name="Knows">What it can read and run.</param>
internal sealed record OtherMember(string Address, IReadOnlySet<string> Knows);

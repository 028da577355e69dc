namespace Tale.Actors.Core;

/// <summary>How far a block has come, forward or on the way back.</summary>
/// <param name="Open">How many branches are under way.</param>
/// <param name="Next">Forward: the next branch to be opened. On the way back: the one before it is the next to be undone.</param>
internal readonly record struct BlockState(int Open, int Next);

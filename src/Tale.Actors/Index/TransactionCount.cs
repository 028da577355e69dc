using Tale.Actors.Protocol;

namespace Tale.Actors.Index;

/// <summary>How many transactions of a version of a definition have a status.</summary>
/// <param name="Definition">The definition's name.</param>
/// <param name="Version">The version that they are pinned to.</param>
/// <param name="Status">The status.</param>
/// <param name="Number">How many there are, 1 or more.</param>
public sealed record TransactionCount(string Definition, int Version, TransactionStatus Status, long Number);

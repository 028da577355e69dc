using Tale.Actors.Core;

namespace Tale.Actors.Tests.Core.Search;

/// <summary>An attempt that the incarnation has in hand.</summary>
/// <param name="IsUnwanted">It was told that its success is not wanted.</param>
internal readonly record struct Hand(AttemptKey Attempt, bool IsUnwanted);

/// <summary>An attempt that nobody waits for any more, and whose effect may still come.</summary>
internal readonly record struct Late(AttemptKey Attempt, long Epoch);

namespace Tale.Actors.Core;

/// <summary>The journal rejected what came of this attempt.</summary>
internal sealed record RejectedAnswer(AttemptRef Attempt, AttemptError Error);

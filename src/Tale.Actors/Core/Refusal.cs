using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>Why a command is refused.</summary>
/// <param name="Reason">For programs.</param>
/// <param name="Message">For people: what was wrong and what to do.</param>
internal sealed record Refusal(RejectionReason Reason, string Message);

namespace Tale.Actors.Protocol;

/// <summary>A command was refused.</summary>
/// <param name="TransactionId">The id that the command carried.</param>
/// <param name="Reason">The reason, for programs.</param>
/// <param name="Message">The reason, for people: what was wrong and what to do.</param>
public sealed record TransactionRejected(string TransactionId, RejectionReason Reason, string Message) : IWithTransactionId;

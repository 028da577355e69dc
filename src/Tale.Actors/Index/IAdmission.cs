using Tale.Actors.Protocol;

namespace Tale.Actors.Index;

/// <summary>
/// Implemented by an index whose journal can tell that it has enough to do. The region asks before every start, so the answer must cost
/// nothing; transactions under way are never refused here, because the journal's own limit is higher.
/// </summary>
internal interface IAdmission
{
    /// <summary>Why no transaction should be started now; null when one may be.</summary>
    (RejectionReason Reason, string Message)? Refusal { get; }

    /// <summary>The same of this transaction alone: where its log is.</summary>
    (RejectionReason Reason, string Message)? RefusalOf(string transactionId) => Refusal;
}

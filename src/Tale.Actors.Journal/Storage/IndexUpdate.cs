using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Storage;

/// <summary>
/// All changes of one write to one row of the index, folded into one: a row is touched once a commit, however many events there are.
/// </summary>
/// <param name="Opened">Not null: the row is new, or replaced as a whole.</param>
/// <param name="Status">Null: unchanged.</param>
/// <param name="DueAt">Every change says it anew; null: nothing is due.</param>
/// <param name="EndedAt">Null: unchanged.</param>
/// <param name="Failure">Null: unchanged. Empty: there is none any more.</param>
internal sealed record IndexUpdate(
    DateTimeOffset At, IndexChange.Opened? Opened, TransactionStatus? Status, DateTimeOffset? DueAt, DateTimeOffset? EndedAt,
    string? Failure)
{
    /// <summary>The failure of a new row; null: it has none.</summary>
    public string? FailureOfNewRow => Failure is { Length: > 0 } ? Failure : null;

    /// <summary>Adds a change to those before it.</summary>
    public static IndexUpdate Add(IndexUpdate? before, IndexChange change)
    {
        var update = before is null ? new IndexUpdate(change.At, null, null, null, null, null) : before with { At = change.At };
        return change switch
        {
            IndexChange.Opened opened => update with { Opened = opened, Status = TransactionStatus.Running, DueAt = opened.NextDueAt },
            IndexChange.StatusChanged to => update with
            {
                Status = to.Status,
                DueAt = to.DueAt,
                EndedAt = to.IsFinal ? to.At : null,
                Failure = to.Failure is null ? update.Failure : StorableText.Clean(to.Failure),
            },
            IndexChange.DueChanged due => update with { DueAt = due.DueAt },
            _ => throw new InvalidOperationException($"Unknown index change {change.GetType().Name}."),
        };
    }

    /// <summary>Adds a later update of the same row.</summary>
    public static IndexUpdate? Merge(IndexUpdate? before, IndexUpdate? after) => (before, after) switch
    {
        (null, _) => after,
        (_, null) => before,
        (_, { Opened: not null }) => after,
        _ => after with
        {
            Opened = before.Opened,
            Status = after.Status ?? before.Status,
            EndedAt = after.Status is null ? before.EndedAt : after.EndedAt,
            Failure = after.Failure ?? before.Failure,
        },
    };
}

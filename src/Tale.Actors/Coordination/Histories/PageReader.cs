using Akka.Actor;
using Akka.Persistence;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Histories;

/// <summary>
/// Reads one page of one log, tells its parent the answer, and ends. It asks the journal as a recovery does, so any journal can be read; it
/// has no persistence id of its own, writes nothing, and owns nothing.
/// <code>
/// Chronicle --makes--> PageReader --ReplayMessages--> journal
///     ^------answer-------'   ^------events------------'
/// </code>
/// </summary>
/// <param name="journal">Finds the journal. It is started at its first use, as by coordinators.</param>
internal sealed class PageReader(Func<IActorRef> journal, GetHistory question, TimeSpan patience) : UntypedActor
{
    /// <summary>Asked for at first. Payloads may be large, and all that is asked for is in memory at once.</summary>
    private const int FirstChunk = 16;

    private const int LargestChunk = 256;

    private readonly HistoryPage _page = new(question);
    private int _chunk = FirstChunk;
    private int _left;

    protected override void PreStart()
    {
        SetReceiveTimeout(patience);
        Ask();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ReplayedMessage { Persistent: var stored }:
                _left--;
                _page.Add(stored.Payload as Event ?? new Event.Unreadable("?", "it is no event of a transaction"), stored.SequenceNr);
                break;
            case RecoverySuccess { HighestSequenceNr: var last } when _page.IsFull || _left > 0 || _page.Next > last:
                Tell(_page.Answer(last));
                break;
            case RecoverySuccess:
                // Small events come in larger chunks.
                if (_page.Bytes < HistoryPage.MaxBytes / 4)
                    _chunk = Math.Min(2 * _chunk, LargestChunk);
                Ask();
                break;
            case ReplayMessagesFailure failure:
                Fail(failure.Cause.GetType().Name);
                break;
            case ReceiveTimeout:
                Fail($"no answer within {patience}");
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Ask()
    {
        _left = Math.Min(_chunk, _page.Room);
        journal().Tell(
            new ReplayMessages(_page.Next, long.MaxValue, _left, TransactionIds.PersistenceIdOf(question.TransactionId), Self), Self);
    }

    private void Fail(string why) => Tell(new TransactionRejected(
        question.TransactionId, RejectionReason.JournalUnavailable, $"The log could not be read ({why}). Try again later."));

    private void Tell(IWithTransactionId answer)
    {
        Context.Parent.Tell(new PageRead(answer), Self);
        Context.Stop(Self);
    }

    internal sealed record PageRead(IWithTransactionId Answer) : INoSerializationVerificationNeeded;
}

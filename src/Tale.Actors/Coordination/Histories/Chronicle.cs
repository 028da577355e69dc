using Akka.Actor;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Histories;

/// <summary>
/// Answers for histories from the logs themselves, a few at a time, and keeps those who wait for news. One to a node. Coordinators keep no
/// events; they only say that a log has grown, and only of logs that somebody follows.
/// <code>
/// region --GetHistory--> chronicle --page--> whoever asked
/// coordinator --home: the log has grown--> chronicle --makes--> page reader
/// </code>
/// </summary>
internal sealed class Chronicle(Func<IActorRef> journal, NodeClock clock, FollowedLogs followed, TimeSpan patience) : UntypedActor
{
    /// <summary>What other nodes write is not told here: after this time whoever waits asks again, and the log is read again.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Pages being read at a time: each is in memory, and takes its turn with recoveries at the journal.</summary>
    private const int MaxReaders = 16;

    /// <summary>Questions without an answer, most of which wait for news.</summary>
    private const int MaxOpen = 50_000;

    private readonly Dictionary<(IActorRef, GetHistory), HistoryRequest> _open = [];
    private readonly Dictionary<string, HashSet<HistoryRequest>> _followers = [];
    private readonly Queue<HistoryRequest> _toRead = [];
    private readonly Dictionary<IActorRef, HistoryRequest?> _readers = [];   // null: it has said what it read
    private bool _isStopping;

    // A page that cannot be read is answered as such, once its reader has ended.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case GetHistory question:
                Ask(question);
                break;
            case UnwatchTransaction unwatch:
                foreach (var request in Followers(unwatch.TransactionId).Where(request => request.Asker.Equals(Sender)).ToList())
                    Close(request);
                break;
            case LogGrew grew:
                Tell(grew.TransactionId);
                break;
            case PageReader.PageRead read when _readers.GetValueOrDefault(Sender) is { } request:
                _readers[Sender] = null;
                Answer(request, read.Answer);
                break;
            case Terminated terminated:
                if (_readers.Remove(terminated.ActorRef, out var unread) && unread is { IsClosed: false })
                    Fail(unread);
                Read();
                break;
            case WaitIsOver { Request: { Empty: { } empty } request }:
                Reply(request, empty);
                break;
            case WaitIsOver:
                break;
            case StopFollowing:
                _isStopping = true;
                foreach (var request in _open.Values.Where(request => request.Question.WaitsForNews).ToList())
                    Reply(request, StoppingNode.ToOpenCall.Rejects(request.Question.TransactionId));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Ask(GetHistory question)
    {
        if (_open.ContainsKey((Sender, question)))
            return;   // Asked again: it is being seen to.
        if (Refuse(question) is { } refusal)
        {
            Sender.Tell(refusal.Rejects(question.TransactionId), Self);
            return;
        }
        var request = new HistoryRequest(Sender, question);
        _open[(Sender, question)] = request;
        if (question.WaitsForNews)
            Follow(request);
        _toRead.Enqueue(request);
        Read();
    }

    private Refusal? Refuse(GetHistory question) => question switch
    {
        { After: < 0 } =>
            new Refusal(RejectionReason.InvalidCommand, $"After is {question.After}; it is a revision, or 0 for the beginning."),
        { Limit: < 1 or > GetHistory.MaxLimit } =>
            new Refusal(RejectionReason.InvalidCommand, $"Limit is {question.Limit}; it must be 1 to {GetHistory.MaxLimit}."),
        { WaitsForNews: true } when _isStopping => StoppingNode.ToOpenCall,
        _ when _open.Count >= MaxOpen =>
            new Refusal(RejectionReason.Overloaded, $"{MaxOpen} questions for histories are open. Try again later."),
        _ => null,
    };

    /// <summary>Before the log is read: what is written from now on is told, and what was written before is read.</summary>
    private void Follow(HistoryRequest request)
    {
        var id = request.Question.TransactionId;
        if (!_followers.TryGetValue(id, out var followers))
            _followers[id] = followers = [];
        followers.Add(request);
        followed.Add(id);
    }

    private void Read()
    {
        while (_readers.Count < MaxReaders && _toRead.TryDequeue(out var request))
        {
            if (request.IsClosed)
                continue;
            request.HasNews = false;
            var question = request.Question;
            var reader = Context.ActorOf(Props.CreateBy(new Producer<PageReader>(() => new PageReader(journal, question, patience))));
            Context.Watch(reader);
            _readers[reader] = request;
        }
    }

    private void Answer(HistoryRequest request, IWithTransactionId answer)
    {
        if (request.IsClosed)
            return;
        if (!request.Question.WaitsForNews || answer is not TransactionHistory { Entries.Count: 0, IsEnded: false } empty)
            Reply(request, answer);
        else if (request.HasNews)
            _toRead.Enqueue(request);
        else
        {
            request.Empty = empty;
            request.WaitEnds = clock.Set(clock.Now + LongestWait, Self, new WaitIsOver(request));
        }
    }

    /// <summary>Somebody has written to the log, or has just read it: it may have grown while nobody was told.</summary>
    private void Tell(string transactionId)
    {
        foreach (var request in Followers(transactionId))
        {
            request.HasNews = true;
            if (request.Empty is null)
                continue;
            request.Empty = null;
            clock.Cancel(request.WaitEnds);
            _toRead.Enqueue(request);
        }
        Read();
    }

    private HashSet<HistoryRequest> Followers(string transactionId) => _followers.GetValueOrDefault(transactionId, []);

    private void Fail(HistoryRequest request) => Reply(request, new Refusal(
        RejectionReason.JournalUnavailable, "The log could not be read. Try again later.").Rejects(request.Question.TransactionId));

    private void Reply(HistoryRequest request, IWithTransactionId answer)
    {
        Close(request);
        request.Asker.Tell(answer, Self);
    }

    private void Close(HistoryRequest request)
    {
        request.IsClosed = true;
        request.Empty = null;
        clock.Cancel(request.WaitEnds);
        _open.Remove((request.Asker, request.Question));
        var id = request.Question.TransactionId;
        if (!_followers.TryGetValue(id, out var followers) || !followers.Remove(request) || followers.Count > 0)
            return;
        _followers.Remove(id);
        followed.Remove(id);
    }

    private sealed record WaitIsOver(HistoryRequest Request) : INoSerializationVerificationNeeded;
}

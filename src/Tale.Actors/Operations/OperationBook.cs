using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Protocol;

namespace Tale.Actors.Operations;

/// <summary>
/// The operations of a node: which there are, and a runner for each. Its log names them, so that those at work go on when the node is back,
/// and those that are over can be looked at.
/// <code>
/// TaleOperations --question--> supervisor --> book --question--> supervisor --> runner --answer--> TaleOperations
///                                             book &lt;--is over-- runner
/// </code>
/// </summary>
internal sealed class OperationBook(OperationServices services) : OperationActor(services, OperationIds.Book)
{
    /// <summary>How many may be at work at a time.</summary>
    public const int MaxOpen = 20;

    private static readonly TimeSpan ShortestAbsence = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, IActorRef> _runners = new(StringComparer.Ordinal);
    private readonly HashSet<string> _over = new(StringComparer.Ordinal);
    private readonly List<(IActorRef Asker, OperationRequest Request)> _starts = [];
    private BookState _state = new();

    /// <summary>An actor that fails or ends comes back after a while, and answers in the meantime that it is away.</summary>
    public static Props Supervised(Props actor, TimeSpan longestAbsence) => BackoffSupervisor.Props(
        Backoff.OnStop(
                actor, "actor", ShortestAbsence < longestAbsence ? ShortestAbsence : longestAbsence, longestAbsence,
                randomFactor: 0.2, maxNrOfRetries: -1)
            .WithDefaultStoppingStrategy()
            .WithReplyWhileStopped(OperationAnswer.Away));

    protected override void OnRecover(object message)
    {
        if (message is OperationEvent e)
            _state = _state.Apply(e, LastSequenceNr);
        else if (message is RecoveryCompleted)
        {
            foreach (var entry in _state.Entries.Where(entry => !entry.IsClosed))
                Run(entry.Opened, isClosed: false);
            SetTick();
        }
    }

    protected override void OnMessage(object message)
    {
        switch (message)
        {
            case OperationQuestion.Start start:
                _starts.Add((Sender, start.Request));
                GoOn();
                break;
            case OperationQuestion.Get get:
                Pass(get, get.OperationId);
                break;
            case OperationQuestion.Stop stop:
                Pass(stop, stop.OperationId);
                break;
            case OperationQuestion.List:
                Sender.Tell(new OperationAnswer.Ids([.. _state.Entries.Reverse().Select(entry => entry.Opened.OperationId)]), Self);
                break;
            case OperationRunner.IsOver over:
                // Not of one that is forgotten, whose id another one may have by now.
                if (_state.Find(over.Opened.OperationId) is { IsClosed: false } entry && entry.Opened == over.Opened)
                    _over.Add(over.Opened.OperationId);
                GoOn();
                break;
            case OperationRunner.IsGone gone:
                Context.Stop(gone.Runner);
                break;
            case DeleteMessagesSuccess or DeleteMessagesFailure:
                break;   // a beginning that stays is deleted with the next one
            case OperationAnswer:
                break;   // one whose log was to be deleted is away: it stays, in nobody's way
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void OnTick()
    {
        if (IsOutOfDate)
        {
            Context.Stop(Self);   // with all runners; the next one reads what another node has written meanwhile
            return;
        }
        SetTick();
        GoOn();
    }

    protected override void Apply(OperationEvent e)
    {
        _state = _state.Apply(e, LastSequenceNr);
        switch (e)
        {
            case OperationEvent.Opened x:
                Services.Log.Info(
                    "Operation {OperationId} has started: {Operator} asked for {Action}", x.OperationId, x.Who, x.Action);
                Run(x, isClosed: false);
                break;
            case OperationEvent.Forgotten x:
                Forget(x.OperationId);
                break;
        }
    }

    protected override void AfterWrite() => GoOn();

    protected override void WriteFailed(Exception cause)
    {
        Services.Log.Warning("The log of operations could not be written ({Error}); reading it again", cause.GetType().Name);
        foreach (var (asker, _) in _starts)
            asker.Tell(OperationAnswer.Away, Self);
        _starts.Clear();
    }

    /// <summary>One write at a time: first the starts, in their order.</summary>
    private void GoOn()
    {
        while (!IsWriting && _starts.Count > 0)
        {
            var (asker, request) = _starts[0];
            var refusal = Refuse();
            if (_state.Find(request.OperationId!) is null && refusal is null)
            {
                Write(OperationCheck.Opened(request, Now));
                return;   // and then it is found
            }
            _starts.RemoveAt(0);
            Answer(asker, request, refusal);
        }
        if (IsWriting || !MayAct)
            return;
        if (_state.Entries.Find(entry => !entry.IsClosed && _over.Contains(entry.Opened.OperationId)) is { } over)
            Write(new OperationEvent.Closed(Now, over.Opened.OperationId));
        else if (_state.TooMany.FirstOrDefault() is { } old)
        {
            RunnerOf(old);   // it deletes its log
            Write(new OperationEvent.Forgotten(Now, old.Opened.OperationId));
        }
    }

    private void Answer(IActorRef asker, OperationRequest request, OperationAnswer.Rejected? refusal)
    {
        if (_state.Find(request.OperationId!) is not { Opened: var known } entry)
            asker.Tell(refusal!, Self);
        else if (OperationCheck.Opened(request, known.At) == known)
            RunnerOf(entry).Tell(new OperationQuestion.Get(known.OperationId), asker);
        else
            asker.Tell(
                new OperationAnswer.Rejected(
                    RejectionReason.Conflict,
                    $"The id '{known.OperationId}' belongs to another operation: {known.Action} by {known.Who}, {known.At:u}. "
                    + "Choose another id."),
                Self);
    }

    private OperationAnswer.Rejected? Refuse() => !MayAct
        ? NotNow()
        : _state.Open >= MaxOpen
        ? new(RejectionReason.Overloaded, $"{MaxOpen} operations are at work, and no more may be. Try again later, or stop one.")
        : null;

    private void Pass(OperationQuestion question, string operationId)
    {
        if (_state.Find(operationId) is { } entry)
            RunnerOf(entry).Forward(question);
        else
            Sender.Tell(new OperationAnswer.NotFound(), Self);
    }

    private void Forget(string operationId)
    {
        _over.Remove(operationId);
        if (_runners.Remove(operationId, out var runner))
            runner.Tell(new OperationRunner.Forget(runner), Self);
        if (_state.OldestKept is > 1 and var oldest)
            DeleteMessages(oldest - 1);
    }

    /// <summary>The log of one that is over is read when somebody asks for it.</summary>
    private IActorRef RunnerOf(BookState.Entry entry) =>
        _runners.TryGetValue(entry.Opened.OperationId, out var runner) ? runner : Run(entry.Opened, entry.IsClosed);

    private IActorRef Run(OperationEvent.Opened opened, bool isClosed)
    {
        var book = Self;
        var runner = Props.CreateBy(new Producer<OperationRunner>(() => new OperationRunner(Services, opened, isClosed, book)));
        return _runners[opened.OperationId] = Context.ActorOf(Supervised(runner, Services.Settings.RestartMaxBackoff));
    }
}

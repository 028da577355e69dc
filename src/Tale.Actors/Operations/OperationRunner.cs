using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Tale.Actors.Index;
using Tale.Actors.Protocol;

namespace Tale.Actors.Operations;

/// <summary>
/// One operation: reads the index page by page, says in its log which transactions have their turn, sends each its command, and counts what
/// they answer. Once it is over it answers for what it was.
/// <code>
/// book --start, get, stop--> runner --page--> index
///                            runner --command--> region --> coordinators --answer--> runner
/// </code>
/// </summary>
internal sealed class OperationRunner : OperationActor
{
    private readonly OperationEvent.Opened _opened;
    private readonly bool _isClosed;
    private readonly IActorRef _book;
    private readonly Turns _turns;
    private readonly List<(IActorRef Asker, string Who)> _stops = [];
    private OperationProgress _progress = new();
    private PageWork? _work;
    private Tally _beingStored = Tally.None;
    private string? _readUpTo;
    private Forget? _forgotten;
    private bool _isReading;
    private bool _isUncounted;
    private bool _hasFailed;

    /// <param name="isClosed">The book says that it is over.</param>
    public OperationRunner(OperationServices services, OperationEvent.Opened opened, bool isClosed, IActorRef book)
        : base(services, OperationIds.PersistenceIdOf(opened))
    {
        (_opened, _isClosed, _book, _turns) = (opened, isClosed, book, new Turns(opened));
        if (!Enum.IsDefined(opened.Action))
        {
            _progress = new OperationProgress
            {
                Problem = $"This version does not know its action, {opened.Action}. Start the one that began it.",
            };
        }
    }

    protected override void OnRecover(object message)
    {
        if (message is OperationEvent e)
            _progress = _progress.Apply(e);
        else if (message is RecoveryCompleted)
            OnRecovered();
    }

    protected override void OnMessage(object message)
    {
        switch (message)
        {
            case OperationQuestion.Get:
                Sender.Tell(View(), Self);
                return;
            case OperationQuestion.Stop stop:
                Stop(stop);
                return;
            case IWithTransactionId answer:
                _work?.Answered(answer);
                break;
            case Matched matched:
                _isReading = false;
                OnMatched(matched.Number);
                return;
            case PageRead read:
                _isReading = false;
                OnRead(read.Page);
                return;
            case Status.Failure failure:
                _isReading = false;
                OnIndexFailed(failure.Cause);
                return;
            case Forget forget:
                _forgotten = forget;
                DeleteMessages(LastSequenceNr);
                return;
            case DeleteMessagesSuccess or DeleteMessagesFailure:
                _book.Tell(new IsGone(_forgotten!.Runner));   // a log that stays is in nobody's way
                return;
            default:
                Unhandled(message);
                return;
        }
        GoOn();
    }

    protected override void Apply(OperationEvent e)
    {
        _progress = _progress.Apply(e);
        _beingStored = Tally.None;
    }

    protected override void AfterWrite()
    {
        if (_progress.IsOver)
            LogEnd();
        if (_progress.IsOver || _progress.StoppedBy is not null)
            AnswerStops(View());
        GoOn();
    }

    protected override void WriteFailed(Exception cause)
    {
        Services.Log.Warning(
            "Operation {OperationId}: its log could not be written ({Error}); reading it again",
            _opened.OperationId, cause.GetType().Name);
        AnswerStops(OperationAnswer.Away);
    }

    protected override void OnTick()
    {
        if (_progress.IsOver)
            return;
        if (IsOutOfDate)
        {
            AnswerStops(OperationAnswer.Away);
            Context.Stop(Self);   // its own log may be in another database than the book's: the next one reads it again
            return;
        }
        SetTick();
        if (!IsWriting && MayAct)
            _work?.SendAgain();
        GoOn();
    }

    private void OnRecovered()
    {
        _readUpTo = _progress.Cursor;
        // It would begin anew.
        if (_isClosed && _progress is { IsOver: false, Problem: null })
            _progress = _progress with { Problem = "It is over, and its log has gone." };
        if (_progress.Problem is { } problem)
        {
            Services.Log.Warning("Operation {OperationId} does not go on: {Problem}", _opened.OperationId, problem);
            return;
        }
        if (_progress.Page.Length > 0)
            _work = Work(_progress.Page, isRepeat: true);
        SetTick();
        GoOn();
    }

    private PageWork Work(ImmutableArray<string> page, bool isRepeat) => new(
        _turns, page, isRepeat, Services.Settings.OperationsMaxInFlight, Services.Settings.OperationsMaxTries,
        command => Services.Region.Tell(command, Self), id => Services.Leases.Of(TransactionIds.PersistenceIdOf(id)).Refusal is null);

    /// <summary>Whatever is the next thing to do, if it may be done now.</summary>
    private void GoOn()
    {
        if (_progress.IsOver)
        {
            _book.Tell(new IsOver(_opened));
            return;
        }
        if (IsWriting || !MayAct || _progress.Problem is not null)
            return;
        if (_stops.Count > 0 && _progress.StoppedBy is null)
            WriteStop(_stops[0].Who);
        else if (_work is { IsOver: false } work)
            work.SendNext();
        else if (_progress.StoppedBy is not null)
            Settle(tally => new OperationEvent.Ended(Now, tally));
        else if (!_isReading)
            Read();
    }

    private void Read()
    {
        _isReading = true;
        if (_progress.Matched is null && _turns.CanBeCounted && !_isUncounted)
            CountAsync().PipeTo(Self, success: number => new Matched(number));
        else
            PageAsync(_readUpTo).PipeTo(Self, success: page => new PageRead(page));
    }

    /// <summary>An index may fail before it has returned a task.</summary>
    private async Task<TransactionPage> PageAsync(string? after) =>
        await Services.Index.QueryAsync(_turns.Query(after, Services.Settings.OperationsPageSize));

    private async Task<long> CountAsync() => (await Services.Index.CountAsync(_turns.Query(null, 1))).Sum(count => count.Number);

    private void OnMatched(long number)
    {
        _hasFailed = false;
        if (IsWriting || !MayAct || _stops.Count > 0 || _progress.StoppedBy is not null)
            GoOn();
        else
            Write(new OperationEvent.Counted(Now, number));
    }

    private void OnRead(TransactionPage page)
    {
        _hasFailed = false;
        if (IsWriting || !MayAct || _stops.Count > 0 || _progress.StoppedBy is not null)
        {
            GoOn();
            return;
        }
        var ids = page.Transactions.Where(_turns.Matches).Select(row => row.TransactionId).ToImmutableArray();
        if (page.Transactions.Count > 0)
            _readUpTo = page.Transactions[^1].TransactionId;
        if (ids.Length > 0)
        {
            Settle(tally => new OperationEvent.PageTaken(Now, tally, _readUpTo!, ids));
            _work = Work(ids, isRepeat: false);   // it begins once that is stored
        }
        else if (page.Next is not null)
            Read();
        else
            Settle(tally => new OperationEvent.Ended(Now, tally));
    }

    private void OnIndexFailed(Exception cause)
    {
        if (!_hasFailed)
            Services.Log.Warning(
                "Operation {OperationId}: the transaction index cannot be read ({Error}); trying again every {Interval}",
                _opened.OperationId, cause.GetBaseException().GetType().Name, Services.Settings.OperationsRetryInterval);
        _hasFailed = true;
        // The number is for people to look at: what cannot be counted in time is done all the same.
        _isUncounted = true;
    }

    private void WriteStop(string who)
    {
        _work?.Stop();
        var inFlight = _work?.InFlight ?? [];
        Settle(tally => new OperationEvent.StopRequested(Now, who, tally, inFlight));
    }

    /// <summary>Stores an event with what became of transactions since the last one.</summary>
    private void Settle(Func<Tally, OperationEvent> makeEvent)
    {
        _beingStored = (_work?.TakeSettled() ?? Tally.None).FitInto(_progress.Settled);
        Write(makeEvent(_beingStored));
    }

    private void Stop(OperationQuestion.Stop stop)
    {
        if (_progress.IsOver || _progress.StoppedBy is not null)
            Sender.Tell(View(), Self);
        else if (_progress.Problem is { } problem)
            Sender.Tell(new OperationAnswer.Rejected(RejectionReason.NotAllowed, problem), Self);
        else if (!MayAct)
            Sender.Tell(NotNow(), Self);
        else
        {
            _stops.Add((Sender, stop.Who));
            GoOn();
        }
    }

    private void AnswerStops(OperationAnswer answer)
    {
        foreach (var (asker, _) in _stops)
            asker.Tell(answer, Self);
        _stops.Clear();
    }

    private void LogEnd()
    {
        var all = _progress.Settled;
        Services.Log.Info(
            "Operation {OperationId} is over ({Status}): {Done} done, {Refused} refused, {Failed} given up on",
            _opened.OperationId, _progress.Status, all.Done, all.Refused, all.Failed);
    }

    private OperationAnswer.View View() => new(_progress.View(_opened, _beingStored.Plus(_work?.Settled ?? Tally.None)));

    /// <summary>To the book: the log says that the operation is over.</summary>
    internal sealed record IsOver(OperationEvent.Opened Opened) : INoSerializationVerificationNeeded;

    /// <summary>To the book, in answer to <see cref="Forget"/>: the log is deleted.</summary>
    internal sealed record IsGone(IActorRef Runner) : INoSerializationVerificationNeeded;

    /// <summary>The operation is listed no longer: its log is to be deleted.</summary>
    /// <param name="Runner">The runner, as the book knows it.</param>
    internal sealed record Forget(IActorRef Runner) : INoSerializationVerificationNeeded;

    private sealed record Matched(long Number) : INoSerializationVerificationNeeded;

    private sealed record PageRead(TransactionPage Page) : INoSerializationVerificationNeeded;
}

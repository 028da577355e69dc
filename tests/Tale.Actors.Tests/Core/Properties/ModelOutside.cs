using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>The model of what comes from outside: time, signals, and people who cancel, have it undone, or help.</summary>
internal sealed class ModelOutside(Ledger ledger, Func<TransactionStatus> status)
{
    private readonly ModelOperator _operator = new(ledger);
    private bool _isUndone;

    /// <summary>What the last one who came is told.</summary>
    public Told Reply { get; private set; }

    private TransactionStatus? End => status() is TransactionStatus.Completed or TransactionStatus.Compensated or TransactionStatus.Failed
        ? status()
        : null;

    public void Started(DateTimeOffset? deadline) => ledger.Deadline = deadline;

    /// <summary>The deadline comes first; what becomes of waits decides about the rest, which is looked at another time.</summary>
    public void TimePassed()
    {
        if (ledger.CountingDeadline <= ledger.Now)
        {
            ledger.Progressed();
            ledger.GoBack();
            return;
        }
        var due = ledger.Open().Where(work => work.WaitsUntil <= ledger.Now).ToList();
        if (due.Exists(work => work.IsAwaiting))
            due.Where(work => work.IsAwaiting).ToList().ForEach(work => EndWait(work.Path));
        else
            due.FindAll(work => work.IsUndo || !ledger.IsDoomed || ledger.Steps[work.Path].IsWanted)
                .ForEach(work => ledger.Steps[work.Path].WaitsUntil = null);
    }

    public void Cancelled()
    {
        Reply = End is not null ? Told.Outcome : ledger.IsPastPivot ? Told.Refused : Told.Done;
        // Where an operator is to decide, a cancel does not.
        var escalated = ledger.Steps.Where(step => step.Value.Result == Result.Escalated
            && (step.Value.IfUnknown != IfUnknown.NeedsOperator || !step.Value.MayHaveTakenEffect)).ToList();
        if (Reply != Told.Done || (ledger.IsDoomed && escalated.Count == 0 && !ledger.IsAnybodyUntold))
            return;
        ledger.Progressed();
        ledger.GoBack();
        foreach (var (path, step) in escalated)
            ledger.EndForGood(path, false, step.MayHaveTakenEffect);
        ledger.Settle();
    }

    /// <summary>It is to be undone though it has completed.</summary>
    public void ToBeUndone()
    {
        if (End is { } end && end != TransactionStatus.Completed)
            Reply = Told.Outcome;
        else
            Reply = _isUndone || (End is not null && !ledger.IsPastPivot) ? Told.Done : Told.Refused;
        if (Reply != Told.Done || _isUndone)
            return;
        _isUndone = true;
        // Nobody owns what has ended.
        ledger.Epoch++;
        ledger.Progressed();
        ledger.GoBack();
    }

    /// <summary>It reaches the first wait that has none, or is kept for one that will come.</summary>
    public void Signalled(string name, string id, string? brings)
    {
        var waits = ledger.Steps.Where(step => Walk.NameOf(step.Key) == name
            && step.Value.Spec.Wait is not (WaitKind.Nothing or WaitKind.Time)).ToList();
        var known = ledger.Signals.FindIndex(signal => signal.Id == id);
        if (known >= 0)
            Reply = ledger.Signals[known].Name != name || ledger.Signals[known].Brings != brings ? Told.Refused
                : End is null ? Told.Done : Told.Outcome;
        else
            Reply = End is null && (!ledger.IsDoomed || IsPivotAtWork) && waits.Count(wait => IsOpen(wait.Key, wait.Value) || IsAhead(wait.Value)) > Kept(name)
                ? Told.Done
                : Told.Refused;
        if (Reply != Told.Done || known >= 0)
            return;
        ledger.IsLeft = false;
        var wasStuck = ledger.IsStuck;
        ledger.Signals.Add((name, id, brings, null));
        if (waits.Find(wait => IsOpen(wait.Key, wait.Value)) is { Key: { } path, Value: var reached })
        {
            if (reached.Result == Result.Escalated)
                ledger.Helped();
            Walk.Reach(ledger, ledger.Signals.Count - 1, path);
        }
        if (wasStuck && !ledger.IsStuck)
            ledger.Progressed();
    }

    public void Operated(string id, OperatorAction action, string? path, string? output)
    {
        var hasEnded = End is not null;
        Reply = !_operator.Does(id, action, path, output, hasEnded) ? Told.Refused : hasEnded ? Told.Outcome : Told.Done;
    }

    /// <summary>If it succeeds, nobody goes back.</summary>
    private bool IsPivotAtWork => ledger.Steps.Any(step => step.Value.IsPivot
        && (step.Value.Result == Result.Escalated || ledger.Open().Exists(work => work.Path == step.Key && !work.IsUndo)));

    private int Kept(string name) => ledger.Signals.Count(signal => signal.Name == name && signal.Path is null);

    private bool IsOpen(string path, Facts wait) =>
        (wait.IsAwaiting || wait.Result == Result.Escalated) && !ledger.Signals.Exists(signal => signal.Path == path);

    private static bool IsAhead(Facts wait) => wait is { Result: Result.None, IsAwaiting: false, HasSignal: false };

    private void EndWait(string path)
    {
        var step = ledger.Steps[path];
        ledger.Progressed();
        if (step.Spec.Wait is WaitKind.Time or WaitKind.SignalOrGoOn)
        {
            step.Succeed(step.Input);
            return;
        }
        step.Errors.Add(step.Attempt);
        if (step.Spec.Wait == WaitKind.SignalOrOperator || ledger.IsPastPivot)
            step.End(Result.Escalated);
        else
            ledger.Doom(path, Result.Failed);
    }
}

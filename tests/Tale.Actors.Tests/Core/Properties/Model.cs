using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// What a transaction ought to do, said in the simplest way: answers to its attempts, and owners that come and go. What comes from outside
/// is the business of <see cref="ModelOutside"/>, and what is known that of <see cref="Ledger"/>.
/// </summary>
internal sealed class Model
{
    public const string Start = "start";

    /// <summary>Due whatever a clock says.</summary>
    private static readonly DateTimeOffset AtOnce = DateTimeOffset.UnixEpoch;

    private readonly Scenario _scenario;
    private readonly Ledger _ledger;
    private bool _isMissing;

    public Model(Scenario scenario)
    {
        _scenario = scenario;
        _ledger = new Ledger(scenario);
        Outside = new ModelOutside(_ledger, Status);
    }

    public ModelOutside Outside { get; }

    public DateTimeOffset Now
    {
        get => _ledger.Now;
        set => _ledger.Now = value;
    }

    public IReadOnlyDictionary<string, Facts> Steps => _ledger.Steps;

    public bool IsDoomed => _ledger.IsDoomed;

    /// <inheritdoc cref="Ledger.Epoch"/>
    public int Epoch => _ledger.Epoch;

    public List<string> EndedUndos => _ledger.EndedUndos;

    /// <inheritdoc cref="Ledger.Unwanted"/>
    public Dictionary<string, bool> Unwanted => _ledger.Unwanted;

    public static string Output(string path, int attempt) => $"{path}#{attempt}";

    public static string Item(string list, int item) => $"{list}[{item}]";

    /// <inheritdoc cref="Ledger.Open"/>
    public List<OpenWork> Open() => _ledger.Open();

    public TransactionStatus Status()
    {
        var isOpen = Open().Count > 0;
        if (_isMissing || _ledger.IsStuck)
            return TransactionStatus.Suspended;
        if (isOpen)
            return _ledger.IsUndoing ? TransactionStatus.Compensating : TransactionStatus.Running;
        if (!_ledger.IsUndoing)
            return TransactionStatus.Completed;
        return Steps.Values.Any(step => step.UndoFailed) ? TransactionStatus.Failed : TransactionStatus.Compensated;
    }

    /// <summary>By when somebody has to look after it; null: nobody.</summary>
    public DateTimeOffset? DueAt(DateTimeOffset now)
    {
        var open = Open();
        if (_isMissing || open.Any(work => work.IsIssued))
            return AtOnce;
        var next = open.Min(work => work.WaitsUntil);
        if (next is null || _ledger.CountingDeadline < next)
            next = _ledger.CountingDeadline ?? next;
        return next <= now.AddMinutes(1) ? AtOnce : next;
    }

    // Answers.

    public void Executed(string path, Try result, DateTimeOffset now)
    {
        Answered(path, result, now);
        _ledger.Settle();
    }

    /// <summary>It never started.</summary>
    public void GivenUp(string path)
    {
        _ledger.IsLeft = false;
        _ledger.GiveUp(path);
        _ledger.Settle();
    }

    public void Undone(string path, Try result, DateTimeOffset now)
    {
        var step = Steps[path];
        var isTriedAgain = result is Try.FailsRetryably or Try.FailsInDoubt or Try.IsUnknown or Try.LosesOutput
            && step.UndoAttempt <= step.Spec.UndoRetry.Times;
        _ledger.Heard(isTriedAgain);
        switch (result)
        {
            case Try.Succeeds or Try.KeepsInput or Try.IsResumed:
                step.IsUndone = true;
                break;
            case Try.FailsRetryably or Try.FailsInDoubt or Try.IsUnknown or Try.LosesOutput when isTriedAgain:
                step.UndoErrors.Add(step.UndoAttempt);
                step.WaitsUntil = Later(now, step.Spec.UndoRetry, step.UndoAttempt++);
                return;
            default:
                step.UndoErrors.Add(step.UndoAttempt);
                step.UndoFailed = _scenario.ContinuesAfterFailedUndo && result != Try.IsEscalated;
                step.UndoIsStuck = !step.UndoFailed;
                break;
        }
        if (!step.UndoIsStuck)
            EndedUndos.Add(path);
    }

    /// <summary>What was issued when these answers were written down is in somebody's hands.</summary>
    public void Stored() => _ledger.HandedOut =
        [.. Open().Where(work => work is { IsUndo: false, IsIssued: true }).Select(work => (work.Path, work.Attempt))];

    // Incarnations.

    /// <summary>Time has passed.</summary>
    public void Ticked()
    {
        if (_ledger.IsLeft)
            return;
        Outside.TimePassed();
        _ledger.Settle();
    }

    /// <summary>The owner left in order, and never began these.</summary>
    public void Left(IEnumerable<string> notBegun)
    {
        foreach (var path in notBegun)
            Steps[path].WaitsUntil = AtOnce;
        _ledger.IsLeft = true;
    }

    /// <summary>Its definition is not there, or its log cannot be read.</summary>
    public void GoneMissing()
    {
        _isMissing |= !_ledger.IsStuck;
        _ledger.Progressed();
    }

    /// <summary>
    /// A new owner. What the one before had in its hands may have taken effect, though nobody heard of it; what only waited did not begin.
    /// </summary>
    /// <param name="rejected">Answers that the owner before could not write down.</param>
    /// <param name="isAsked">Somebody wants something to be written, so there is an owner whatever there is to do.</param>
    public void Recovered(DateTimeOffset now, IReadOnlyList<(string Path, bool IsUndo, Try Result)> rejected, bool isAsked)
    {
        // It only waits for an operator, or it is over.
        if (Open().Count == 0 && (_ledger.IsStuck ? !isAsked : !_isMissing))
            return;
        _ledger.Epoch++;
        var wasUndoing = _ledger.IsUndoing;
        foreach (var (path, isUndo, result) in rejected)
        {
            if (isUndo)
                Undone(path, result, now);
            else
                Answered(path, result, now);
            // It came to an answer, so it is not in doubt; its next attempt is not begun by an owner that is gone.
            if (!isUndo && Open().Any(work => work.Path == path && work is { IsUndo: false, IsIssued: true }))
                Steps[path].WaitsUntil = now.AddMilliseconds(1);
        }
        // What these answers lead to, such as undos, begins with the new owner and was in nobody's hands.
        var inHand = Open().Where(work => work.IsIssued && work.IsUndo == wasUndoing).ToList();
        _ledger.Fruitless = _isMissing ? 0 : _ledger.IsLeft || inHand.Count == 0 ? _ledger.Fruitless : _ledger.Fruitless + 1;
        (_isMissing, _ledger.IsLeft) = (false, false);
        foreach (var work in inHand.Where(work => !work.IsUndo))
            Steps[work.Path].WasOpenInCrash = true;
        if (rejected.Count == 0 && inHand.Count > 0 && _ledger.Fruitless > _scenario.MaxIncarnations)
            Halt(inHand);
        else
            Outside.TimePassed();
        _ledger.Settle();
    }

    /// <summary>Everything that is stuck is tried again, as logs of old have it.</summary>
    public void Resumed()
    {
        _ledger.Progressed();
        foreach (var (path, step) in Steps)
        {
            if (step.Result == Result.Escalated)
            {
                step.TryAgain(isWanted: false, IsDoomed);
                _ledger.Reopen(path);
            }
            if (step.UndoIsStuck)
                step.ForceUndo();
        }
    }

    private void Answered(string path, Try result, DateTimeOffset now)
    {
        var step = Steps[path];
        var isTriedAgain = result is Try.FailsRetryably or Try.FailsInDoubt && step.Attempt <= step.Spec.Retry.Times && !IsDoomed;
        _ledger.Heard(isTriedAgain);
        step.FailedInDoubt |= result is Try.FailsInDoubt or Try.IsUnknown;
        switch (result)
        {
            case Try.Succeeds:
                step.Succeed(Output(path, step.Attempt));
                break;
            case Try.KeepsInput:
            case Try.IsResumed when step.Spec.KeepsType:
                step.Succeed(step.Input);
                break;
            case Try.FailsRetryably or Try.FailsInDoubt when isTriedAgain:
                step.Errors.Add(step.Attempt);
                step.WaitsUntil = Later(now, step.Spec.Retry, step.Attempt++);
                break;
            case Try.IsEscalated:
                step.Errors.Add(step.Attempt);
                step.End(Result.Escalated);
                break;
            default:
                step.Errors.Add(step.Attempt);
                var isDoubtful = result == Try.IsUnknown || (step.MayHaveTakenEffect && result != Try.LeavesNothing);
                _ledger.EndForGood(path, result == Try.LosesOutput, isDoubtful);
                break;
        }
        if (step is { IsPivot: true, Result: Result.Succeeded })
            _ledger.PassPivot();
    }

    private static DateTimeOffset? Later(DateTimeOffset now, RetrySpec retry, int attempt) =>
        retry.After(attempt) == TimeSpan.Zero ? null : now + retry.After(attempt);

    private void Halt(List<OpenWork> inHand)
    {
        _ledger.Fruitless = 0;
        foreach (var work in inHand)
        {
            if (work.IsUndo)
                Steps[work.Path].UndoIsStuck = true;
            else
                Steps[work.Path].End(Result.Escalated);
        }
    }
}

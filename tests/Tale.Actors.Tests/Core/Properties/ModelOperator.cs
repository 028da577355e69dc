using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>The model of what operators can do, and of what makes no sense.</summary>
internal sealed class ModelOperator(Ledger ledger)
{
    private readonly Dictionary<string, (OperatorAction, string?, string?)> _known = [];

    /// <returns>False: it is refused.</returns>
    public bool Does(string id, OperatorAction action, string? path, string? output, bool hasEnded)
    {
        if (_known.TryGetValue(id, out var known))
            return known == (action, path, output);
        if (hasEnded || !MakesSense(action, path, output))
            return false;
        if (action is OperatorAction.RetryNow or OperatorAction.SkipStep or OperatorAction.AssumeSucceeded)
            ledger.Helped();
        _known[id] = (action, path, output);
        ledger.Progressed();
        Do(action, path, output);
        ledger.Settle();
        return true;
    }

    private bool MakesSense(OperatorAction action, string? path, string? output)
    {
        switch (action)
        {
            case OperatorAction.Compensate:
                return !ledger.IsPastPivot && (!ledger.IsDoomed || Escalated().Any());
            case OperatorAction.GiveUp:
                return ledger.Steps.Values.Any(any => any.UndoIsStuck);
            case OperatorAction.AssumeFailed when ledger.IsPastPivot:
                return false;
            case OperatorAction.RetryNow when path is null:
                return ledger.Steps.Keys.Any(CanBeTried);
        }
        if (path is null || !ledger.Steps.TryGetValue(path, out var step))
            return false;
        var isUndo = step.UndoIsStuck || ledger.Open().Exists(work => work.Path == path && work.IsUndo);
        if (action == OperatorAction.Abandon)
            return IsAtWork(path);
        if (!step.IsStuck && !IsWaiting(path) && !step.IsAwaiting)
            return false;
        return action switch
        {
            OperatorAction.RetryNow => !step.IsAwaiting && CanBeTried(path),
            OperatorAction.SkipStep => isUndo ? step.UndoIsStuck : !step.IsPivot && (step.Spec.KeepsType || step.Spec.Lists is not null),
            OperatorAction.AssumeSucceeded => isUndo || (output is not null && step.Spec.Lists is null),
            _ => !isUndo,
        };
    }

    private void Do(OperatorAction action, string? path, string? output)
    {
        switch (action)
        {
            case OperatorAction.RetryNow:
                ledger.Steps.Keys.Where(any => (path is null || any == path) && CanBeTried(any)).ToList().ForEach(Retry);
                break;
            case OperatorAction.Compensate:
                Compensate();
                break;
            case OperatorAction.Abandon:
                Abandon(path!, ledger.Steps[path!]);
                break;
            case OperatorAction.GiveUp:
                foreach (var stuck in ledger.Steps.Where(any => any.Value.UndoIsStuck).Select(any => any.Key).ToList())
                    LeaveUndone(stuck);
                break;
            default:
                Settle(action, path!, ledger.Steps[path!], output);
                break;
        }
    }

    private void Settle(OperatorAction action, string path, Facts step, string? output)
    {
        var isUndo = step.UndoIsStuck || ledger.Open().Exists(work => work.Path == path && work.IsUndo);
        switch (action)
        {
            case OperatorAction.SkipStep when isUndo:
                LeaveUndone(path);
                return;
            case OperatorAction.AssumeSucceeded when isUndo:
                (step.IsUndone, step.UndoIsStuck, step.WaitsUntil) = (true, false, null);
                ledger.EndedUndos.Add(path);
                return;
            case OperatorAction.SkipStep:
                step.Skip();
                break;
            case OperatorAction.AssumeSucceeded:
                step.Succeed(output!);
                break;
            default:
                ledger.Doom(path, Result.Failed);
                return;
        }
        if (step.IsPivot)
            ledger.PassPivot();
    }

    /// <summary>Whatever the policy says of its outcome, what may have taken effect is undone.</summary>
    private void Compensate()
    {
        var escalated = Escalated().ToList();
        if (!ledger.IsDoomed)
            ledger.GoBack();
        foreach (var path in escalated)
            ledger.Doom(path, ledger.Steps[path].MayHaveTakenEffect ? Result.Unknown : Result.Failed);
    }

    private void Retry(string path)
    {
        var step = ledger.Steps[path];
        if (step.UndoIsStuck)
        {
            step.ForceUndo();
        }
        else if (step.Result == Result.Escalated)
        {
            step.TryAgain(isWanted: true, ledger.IsDoomed);
            ledger.Reopen(path);
        }
        else
        {
            step.WaitsUntil = null;
        }
    }

    /// <summary>Nobody knows what becomes of what is at work: somebody is to say.</summary>
    private void Abandon(string path, Facts step)
    {
        if (ledger.Open().Exists(work => work.Path == path && work.IsUndo))
        {
            step.UndoErrors.Add(step.UndoAttempt);
            step.UndoIsStuck = true;
            return;
        }
        step.Errors.Add(step.Attempt);
        step.FailedInDoubt = true;
        step.End(Result.Escalated);
    }

    private void LeaveUndone(string path)
    {
        var step = ledger.Steps[path];
        (step.UndoFailed, step.UndoIsStuck) = (true, false);
        ledger.EndedUndos.Add(path);
    }

    /// <summary>Not an undo that there is no state for, nor a wait on the way back.</summary>
    private bool CanBeTried(string path)
    {
        var step = ledger.Steps[path];
        return IsWaiting(path)
            || (step.Result == Result.Escalated && !(step.Spec.Wait != WaitKind.Nothing && ledger.IsDoomed))
            || (step.UndoIsStuck && (step.Result != Result.Unknown || step.Spec.CanUndoUnknown));
    }

    private bool IsWaiting(string path) =>
        ledger.Open().Exists(work => work.Path == path && work is { IsAwaiting: false, WaitsUntil: not null });

    private bool IsAtWork(string path) => ledger.Open().Exists(work => work.Path == path && work.IsIssued);

    private IEnumerable<string> Escalated() => ledger.Steps.Where(any => any.Value.Result == Result.Escalated).Select(any => any.Key);
}

using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// What a transaction ought to do, said in the simplest way: after every answer the whole tree is walked anew, from what is known about its
/// steps. It shares neither code nor data structure with the core.
/// </summary>
internal sealed class Model(Scenario scenario)
{
    private readonly Dictionary<string, Facts> _facts =
        Tree.Steps(scenario.Root).ToDictionary(step => step.Path, step => new Facts(step.Step, step.Path == PivotOf(scenario)));

    private readonly Dictionary<string, BlockSpec> _blocks =
        Tree.Blocks(scenario.Root).ToDictionary(block => block.Path, block => block.Block);

    private HashSet<string>? _openWhenDoomed;
    private HashSet<(string Path, int Attempt)> _handedOut = [];
    private bool _undoing;
    private bool _isPastPivot;
    private bool _isLeft;
    private bool _isMissing;
    private int _fruitless;

    public const string Start = "start";

    /// <summary>Due whatever a clock says.</summary>
    private static readonly DateTimeOffset AtOnce = DateTimeOffset.UnixEpoch;

    public IReadOnlyDictionary<string, Facts> Steps => _facts;

    public bool IsDoomed => _openWhenDoomed is not null;

    public List<string> EndedUndos { get; } = [];

    /// <summary>The attempts that are to be told that they are no longer wanted, and whether to cancel them.</summary>
    public Dictionary<string, bool> Unwanted { get; } = [];

    private bool IsStuck => _facts.Values.Any(step => step.IsStuck);

    public static string Output(string path, int attempt) => $"{path}#{attempt}";

    /// <summary>Everything that is under way or waits for its time.</summary>
    public List<OpenWork> Open()
    {
        List<OpenWork> open = [];
        if (!_undoing)
        {
            Execute(scenario.Root, "", Start, open);
            _undoing = open.Count == 0 && IsDoomed && !IsStuck;
        }
        if (_undoing)
            Undo(scenario.Root, "", open);
        return open;
    }

    public TransactionStatus Status()
    {
        var isOpen = Open().Count > 0;
        if (_isMissing || IsStuck)
            return TransactionStatus.Suspended;
        if (isOpen)
            return _undoing ? TransactionStatus.Compensating : TransactionStatus.Running;
        if (!_undoing)
            return TransactionStatus.Completed;
        return _facts.Values.Any(step => step.UndoFailed) ? TransactionStatus.Failed : TransactionStatus.Compensated;
    }

    /// <summary>By when somebody has to look after it; null: nobody.</summary>
    public DateTimeOffset? DueAt(DateTimeOffset now)
    {
        var open = Open();
        if (_isMissing || open.Any(work => work.WaitsUntil is null || work.WaitsUntil <= now.AddMinutes(1)))
            return AtOnce;
        return open.Min(work => work.WaitsUntil);
    }

    // Answers.

    public void Executed(string path, Try result, DateTimeOffset now)
    {
        var step = _facts[path];
        Heard(result is Try.FailsRetryably or Try.FailsInDoubt && step.Attempt <= step.Spec.Retry.Times && !IsDoomed);
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
            case Try.FailsRetryably or Try.FailsInDoubt when step.Attempt <= step.Spec.Retry.Times && !IsDoomed:
                step.Errors.Add(step.Attempt);
                step.WaitsUntil = Later(now, step.Spec.Retry, step.Attempt++);
                break;
            case Try.IsEscalated:
                step.Errors.Add(step.Attempt);
                step.End(Result.Escalated);
                break;
            default:
                step.Errors.Add(step.Attempt);
                EndForGood(path, result == Try.LosesOutput, result == Try.IsUnknown || step.MayHaveTakenEffect);
                break;
        }
        _isPastPivot |= step is { IsPivot: true, Result: Result.Succeeded };
        if (IsDoomed)
            GiveUpWhatHasNotBegun();
    }

    /// <summary>It never started.</summary>
    public void GivenUp(string path)
    {
        var step = _facts[path];
        _isLeft = false;
        EndForGood(path, false, step.MayHaveTakenEffect);
        step.Attempt = step.Result == Result.Failed ? step.Attempt - 1 : Math.Max(1, step.Attempt - 1);
    }

    /// <summary>None of its attempts succeeded, and no more will be made.</summary>
    private void EndForGood(string path, bool losesOutput, bool isDoubtful)
    {
        var step = _facts[path];
        var isUnknown = losesOutput || isDoubtful;
        if (_isPastPivot || (isUnknown && step.IfUnknown == IfUnknown.NeedsOperator))
        {
            step.FailedInDoubt |= losesOutput;
            step.End(Result.Escalated);
        }
        else
        {
            Doom(path, losesOutput || (isDoubtful && step.IfUnknown == IfUnknown.IsUndone) ? Result.Unknown : Result.Failed);
        }
    }

    public void Undone(string path, Try result, DateTimeOffset now)
    {
        var step = _facts[path];
        Heard(result is Try.FailsRetryably or Try.FailsInDoubt or Try.IsUnknown or Try.LosesOutput && step.UndoAttempt <= step.Spec.UndoRetry.Times);
        switch (result)
        {
            case Try.Succeeds or Try.KeepsInput or Try.IsResumed:
                step.IsUndone = true;
                break;
            case Try.FailsRetryably or Try.FailsInDoubt or Try.IsUnknown or Try.LosesOutput when step.UndoAttempt <= step.Spec.UndoRetry.Times:
                step.UndoErrors.Add(step.UndoAttempt);
                step.WaitsUntil = Later(now, step.Spec.UndoRetry, step.UndoAttempt++);
                return;
            default:
                step.UndoErrors.Add(step.UndoAttempt);
                step.UndoFailed = scenario.ContinuesAfterFailedUndo && result != Try.IsEscalated;
                step.UndoIsStuck = !step.UndoFailed;
                break;
        }
        if (!step.UndoIsStuck)
            EndedUndos.Add(path);
    }

    /// <summary>What was issued when these answers were written down is in somebody's hands.</summary>
    public void Stored() => _handedOut =
        [.. Open().Where(work => work is { IsUndo: false, WaitsUntil: null }).Select(work => (work.Path, work.Attempt))];

    // Incarnations.

    /// <summary>Time has passed.</summary>
    public void Ticked(DateTimeOffset now)
    {
        if (_isLeft)
            return;
        foreach (var work in Open().Where(work => work.WaitsUntil <= now && (work.IsUndo || !IsDoomed)))
            _facts[work.Path].WaitsUntil = null;
    }

    /// <summary>The owner left in order, and never began these.</summary>
    public void Left(IEnumerable<string> notBegun)
    {
        foreach (var path in notBegun)
            _facts[path].WaitsUntil = AtOnce;
        _isLeft = true;
    }

    /// <summary>Its definition is not there, or its log cannot be read.</summary>
    public void GoneMissing()
    {
        _isMissing |= !IsStuck;
        Progressed();
    }

    /// <summary>
    /// A new owner. What the one before had in its hands may have taken effect, though nobody heard of it; what only waited did not begin.
    /// </summary>
    /// <param name="rejected">Answers that the owner before could not write down.</param>
    public void Recovered(DateTimeOffset now, IReadOnlyList<(string Path, bool IsUndo, Try Result)> rejected)
    {
        var open = Open();
        if (open.Count == 0 && IsStuck)
            return;
        var wasUndoing = _undoing;
        foreach (var (path, isUndo, result) in rejected)
        {
            if (isUndo)
                Undone(path, result, now);
            else
                Executed(path, result, now);
            // It came to an answer, so it is not in doubt; its next attempt is not begun by an owner that is gone.
            var isTriedAgain = !isUndo && Open().Any(work => work.Path == path && !work.IsUndo && work.WaitsUntil is null);
            if (isTriedAgain)
                _facts[path].WaitsUntil = now.AddMilliseconds(1);
        }
        // What these answers lead to, such as undos, begins with the new owner and was in nobody's hands.
        var inHand = Open().Where(work => work.WaitsUntil is null && work.IsUndo == wasUndoing).ToList();
        _fruitless = _isMissing ? 0 : _isLeft || inHand.Count == 0 ? _fruitless : _fruitless + 1;
        (_isMissing, _isLeft) = (false, false);
        foreach (var work in inHand.Where(work => !work.IsUndo))
            _facts[work.Path].WasOpenInCrash = true;
        if (rejected.Count == 0 && inHand.Count > 0 && _fruitless > scenario.MaxIncarnations)
            Halt(inHand);
        else
            Ticked(now);
        if (!_undoing && IsDoomed)
            GiveUpWhatHasNotBegun();
    }

    /// <summary>An operator has everything that is stuck tried again.</summary>
    public void Resumed()
    {
        Progressed();
        foreach (var (path, step) in _facts)
        {
            if (step.Result == Result.Escalated)
            {
                step.Result = Result.None;
                step.Attempt++;
                _openWhenDoomed?.Add(path);
            }
            if (step.UndoIsStuck)
            {
                step.UndoIsStuck = false;
                step.UndoIsForced = true;
                step.UndoAttempt++;
            }
        }
    }

    /// <summary>
    /// An answer is progress; one that only leads to another attempt is none while something else is at work that may be ending processes.
    /// </summary>
    private void Heard(bool isTriedAgain)
    {
        if (isTriedAgain && Open().Count(work => work.WaitsUntil is null) > 1)
            _isLeft = false;
        else
            Progressed();
    }

    private void Progressed() => (_fruitless, _isLeft) = (0, false);

    private static DateTimeOffset? Later(DateTimeOffset now, RetrySpec retry, int attempt) =>
        retry.After(attempt) == TimeSpan.Zero ? null : now + retry.After(attempt);

    private void Halt(List<OpenWork> inHand)
    {
        _fruitless = 0;
        foreach (var work in inHand)
        {
            if (work.IsUndo)
                _facts[work.Path].UndoIsStuck = true;
            else
                _facts[work.Path].End(Result.Escalated);
        }
    }

    private void Doom(string path, Result result)
    {
        var others = Open().Where(work => !work.IsUndo && work.Path != path).Select(work => work.Path).ToList();
        _facts[path].End(result);
        _openWhenDoomed ??= [.. others];
        foreach (var other in others)
        {
            if (_facts[other].Tell(Cancels(path, other)))
                Unwanted[other] = _facts[other].IsCancelled;
        }
        GiveUpWhatHasNotBegun();
    }

    private void GiveUpWhatHasNotBegun()
    {
        while (Open().Find(work => !work.IsUndo && !IsInHand(work)) is { } idle)
            GivenUp(idle.Path);
    }

    private bool IsInHand(OpenWork work) => work.WaitsUntil is null && _handedOut.Contains((work.Path, work.Attempt));

    /// <summary>The block that holds both, in different branches, decides.</summary>
    private bool Cancels(string failed, string other)
    {
        var common = failed.Split('/').Zip(other.Split('/')).TakeWhile(pair => pair.First == pair.Second).Select(pair => pair.First);
        return _blocks[string.Join('/', common)].FailsFast;
    }

    private static string? PivotOf(Scenario scenario) =>
        scenario.Root.Children.ElementAtOrDefault(scenario.Pivot) is StepSpec step ? Tree.Name(step, scenario.Pivot) : null;

    // Walks.

    /// <summary>The output, once there is one.</summary>
    private string? Execute(NodeSpec node, string path, string input, List<OpenWork> open)
    {
        switch (node)
        {
            case StepSpec:
                return Execute(path, [input], open);
            case SequenceSpec sequence:
                var state = input;
                for (var i = 0; i < sequence.Children.Length && state is not null; i++)
                    state = Execute(sequence.Children[i], Tree.Below(path, Tree.Name(sequence.Children[i], i)), state, open);
                return state;
            case BlockSpec block:
                string?[] outputs = [.. block.Branches.Select((branch, i) => Execute(branch, $"{path}/{i}", input, open))];
                return outputs.Any(output => output is null) ? null : Execute($"{path}/join", [input, .. outputs.OfType<string>()], open);
            default:
                throw new InvalidOperationException();
        }
    }

    private string? Execute(string path, string[] inputs, List<OpenWork> open)
    {
        var step = _facts[path];
        if (step.Result == Result.None && _openWhenDoomed?.Contains(path) != false)
        {
            step.Input = inputs[0];
            open.Add(new OpenWork(path, false, step.Attempt, string.Join('+', inputs), step.WaitsUntil));
        }
        return step.Output;
    }

    /// <summary>Whether nothing below is left to undo.</summary>
    private bool Undo(NodeSpec node, string path, List<OpenWork> open) => node switch
    {
        StepSpec => Undo(path, open),
        SequenceSpec sequence => sequence.Children.Select((child, i) => (child, i)).Reverse()
            .All(entry => Undo(entry.child, Tree.Below(path, Tree.Name(entry.child, entry.i)), open)),
        BlockSpec block => block.Branches.Select((branch, i) => Undo(branch, $"{path}/{i}", open)).ToList().TrueForAll(done => done),
        _ => throw new InvalidOperationException(),
    };

    private bool Undo(string path, List<OpenWork> open)
    {
        var step = _facts[path];
        if (step.Result is not (Result.Succeeded or Result.Unknown) || !step.Spec.HasUndo || step.IsUndone || step.UndoFailed)
            return true;
        if (step.Result == Result.Unknown && !step.Spec.CanUndoUnknown && !step.UndoIsForced && !step.UndoIsStuck)
        {
            step.UndoIsStuck = true;
            step.UndoAttempt = 0;
        }
        if (!step.UndoIsStuck)
            open.Add(new OpenWork(path, true, step.UndoAttempt, step.Output ?? step.Input, step.WaitsUntil));
        return false;
    }
}

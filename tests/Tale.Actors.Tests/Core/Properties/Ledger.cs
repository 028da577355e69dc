namespace Tale.Actors.Tests.Core.Properties;

/// <summary>
/// What the model knows of a transaction, and what follows from it in the simplest way: the whole tree is walked anew for what is open.
/// It shares neither code nor data structure with the core.
/// </summary>
internal sealed class Ledger(Scenario scenario)
{
    private readonly Dictionary<string, bool> _failsFast =
        Tree.Blocks(scenario.Root).ToDictionary(block => block.Path, block => block.FailsFast);

    private HashSet<string>? _openWhenDoomed;

    /// <summary>In definition order.</summary>
    public Dictionary<string, Facts> Steps { get; } =
        Tree.Steps(scenario.Root).ToDictionary(step => step.Path, step => new Facts(step.Step, step.Path == PivotOf(scenario)));

    public DateTimeOffset Now { get; set; }

    public DateTimeOffset? Deadline { get; set; }

    public bool IsUndoing { get; private set; }

    public bool IsPastPivot { get; private set; }

    /// <summary>The owner left in order, and nothing was said since.</summary>
    public bool IsLeft { get; set; }

    public int Fruitless { get; set; }

    /// <summary>How many owners there have been.</summary>
    public int Epoch { get; set; } = 1;

    /// <summary>What was issued by what is written, and is in somebody's hands.</summary>
    public HashSet<(string Path, int Attempt)> HandedOut { get; set; } = [];

    /// <summary>The attempts that are to be told that they are no longer wanted, and whether to cancel them.</summary>
    public Dictionary<string, bool> Unwanted { get; } = [];

    /// <summary>The signals that have come, and the waits that they have reached.</summary>
    public List<(string Name, string Id, string? Brings, string? Path)> Signals { get; } = [];

    public List<string> EndedUndos { get; } = [];

    public bool IsDoomed => _openWhenDoomed is not null;

    public bool IsStuck => Steps.Values.Any(step => step.IsStuck);

    /// <summary>An operator decides while one is needed, and nothing goes back twice, or past the pivot.</summary>
    public DateTimeOffset? CountingDeadline => IsDoomed || IsStuck || IsPastPivot || Open().Count == 0 ? null : Deadline;

    /// <summary>Somebody has what is stuck go on: a deadline that has passed meanwhile does not undo that.</summary>
    public void Helped()
    {
        if (IsStuck && Deadline <= Now)
            Deadline = null;
    }

    /// <summary>Everything that is under way or waits.</summary>
    public List<OpenWork> Open()
    {
        var walk = new Walk(this, scenario.Root);
        if (!IsUndoing)
        {
            walk.Execute(Model.Start);
            IsUndoing = walk.Open.Count == 0 && IsDoomed && !IsStuck;
        }
        if (IsUndoing)
            walk.Undo();
        return walk.Open;
    }

    /// <summary>Whether a step that can be reached may be at work.</summary>
    public bool MayBeOpen(string path) => _openWhenDoomed?.Contains(path) != false;

    public void Reopen(string path) => _openWhenDoomed?.Add(path);

    /// <summary>The pivot has succeeded, whatever somebody wanted meanwhile.</summary>
    public void PassPivot() => (IsPastPivot, _openWhenDoomed) = (true, null);

    /// <summary>None of its attempts succeeded, and no more will be made.</summary>
    public void EndForGood(string path, bool losesOutput, bool isDoubtful)
    {
        var step = Steps[path];
        var isUnknown = losesOutput || isDoubtful;
        if (IsPastPivot || (isUnknown && step.IfUnknown == IfUnknown.NeedsOperator))
        {
            step.FailedInDoubt |= losesOutput;
            step.End(Result.Escalated);
        }
        else
        {
            Doom(path, losesOutput || (isDoubtful && step.IfUnknown == IfUnknown.IsUndone) ? Result.Unknown : Result.Failed);
        }
    }

    public void Doom(string path, Result result)
    {
        var others = Executions().Where(other => other != path).ToList();
        Steps[path].End(result);
        GoBack(others, path);
    }

    /// <summary>Whether something is at work that was not told to end, though the transaction may go back.</summary>
    public bool IsAnybodyUntold => Executions().Exists(path => !Steps[path].IsCancelled);

    /// <summary>Somebody says so, or the time is over: whatever is at work is cancelled.</summary>
    public void GoBack() => GoBack(Executions(), null);

    /// <summary>After every command: what has not begun is given up, unless an operator wants to know how it ends.</summary>
    public void Settle()
    {
        if (!IsDoomed || IsUndoing)
            return;
        while (Open().Find(work => !work.IsUndo && !IsInHand(work) && !Steps[work.Path].IsWanted) is { } idle)
            GiveUp(idle.Path);
    }

    /// <summary>Its attempt never started.</summary>
    public void GiveUp(string path)
    {
        var step = Steps[path];
        EndForGood(path, false, step.MayHaveTakenEffect);
        step.Attempt = step.Result == Result.Failed ? step.Attempt - 1 : Math.Max(1, step.Attempt - 1);
    }

    /// <summary>
    /// An answer is progress; one that only leads to another attempt is none while something else is at work that may be ending processes.
    /// </summary>
    public void Heard(bool isTriedAgain)
    {
        if (isTriedAgain && Open().Count(work => work.IsIssued) > 1)
            IsLeft = false;
        else
            Progressed();
    }

    public void Progressed() => (Fruitless, IsLeft) = (0, false);

    private void GoBack(IReadOnlyCollection<string> others, string? failed)
    {
        _openWhenDoomed ??= [.. others];
        foreach (var other in others)
        {
            if (Steps[other].Tell(failed is null || Cancels(failed, other)))
                Unwanted[other] = Steps[other].IsCancelled;
        }
    }

    private List<string> Executions() => [.. Open().Where(work => !work.IsUndo).Select(work => work.Path)];

    private bool IsInHand(OpenWork work) => work.IsIssued && HandedOut.Contains((work.Path, work.Attempt));

    /// <summary>The block that holds both, in different branches, decides.</summary>
    private bool Cancels(string failed, string other)
    {
        var common = failed.Split('/').Zip(other.Split('/')).TakeWhile(pair => pair.First == pair.Second).Select(pair => pair.First);
        return _failsFast[string.Join('/', common)];
    }

    private static string? PivotOf(Scenario scenario) =>
        scenario.Root.Children.ElementAtOrDefault(scenario.Pivot) is StepSpec { Wait: WaitKind.Nothing } step
            ? Tree.Name(step, scenario.Pivot)
            : null;
}

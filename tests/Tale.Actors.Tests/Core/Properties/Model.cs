using System.Text;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>Work that is open: which attempt, of which step, in which direction, and with which states.</summary>
internal sealed record OpenWork(string Path, bool IsUndo, int Attempt, string States);

/// <summary>
/// What a transaction ought to do, said in the simplest way: after every answer the whole tree is walked anew, from what is known about its steps. It shares
/// neither code nor data structure with the core.
/// </summary>
internal sealed class Model(Scenario scenario)
{
    private readonly Dictionary<string, Facts> _facts = Tree.Steps(scenario.Root).ToDictionary(step => step.Path, step => new Facts(step.Step));
    private readonly Dictionary<string, BlockSpec> _blocks = Tree.Blocks(scenario.Root).ToDictionary(block => block.Path, block => block.Block);
    private HashSet<string>? _openWhenDoomed;
    private bool _undoing;

    public const string Start = "start";

    public IReadOnlyDictionary<string, Facts> Steps => _facts;

    public bool IsDoomed => _openWhenDoomed is not null;

    public List<string> EndedUndos { get; } = [];

    /// <summary>The attempts that are to be told that they are no longer wanted, and whether to cancel them.</summary>
    public Dictionary<string, bool> Unwanted { get; } = [];

    public static string Output(string path, int attempt) => $"{path}#{attempt}";

    /// <summary>Everything that is under way or due.</summary>
    public List<OpenWork> Open()
    {
        List<OpenWork> open = [];
        if (!_undoing)
        {
            Execute(scenario.Root, "", Start, open);
            _undoing = open.Count == 0 && IsDoomed && !_facts.Values.Any(step => step.Result == Result.Escalated);
        }
        if (_undoing)
            Undo(scenario.Root, "", open);
        return open;
    }

    public TransactionStatus Status()
    {
        var isOpen = Open().Count > 0;
        if (isOpen)
            return _undoing ? TransactionStatus.Compensating : TransactionStatus.Running;
        if (_facts.Values.Any(step => step.Result == Result.Escalated || step.UndoIsStuck))
            return TransactionStatus.Suspended;
        if (!_undoing)
            return TransactionStatus.Completed;
        return _facts.Values.Any(step => step.UndoFailed) ? TransactionStatus.Failed : TransactionStatus.Compensated;
    }

    public void Executed(string path, Try result)
    {
        var step = _facts[path];
        switch (result)
        {
            case Try.Succeeds:
                step.Succeed(Output(path, step.Attempt));
                break;
            case Try.KeepsInput:
            case Try.IsResumed when step.Spec.KeepsType:
                step.Succeed(step.Input);
                break;
            case Try.FailsRetryably when step.Attempt <= step.Spec.Retries && !IsDoomed:
                step.Errors.Add(step.Attempt++);
                break;
            case Try.IsEscalated:
                step.Errors.Add(step.Attempt);
                step.Result = Result.Escalated;
                break;
            default:
                step.Errors.Add(step.Attempt);
                Doom(path, result == Try.IsUnknown || step.MayHaveTakenEffect ? Result.Unknown : Result.Failed);
                break;
        }
    }

    /// <summary>The process died: what is open may have taken effect, though nobody heard of it.</summary>
    public void Crashed()
    {
        foreach (var work in Open().Where(work => !work.IsUndo))
            _facts[work.Path].WasOpenInCrash = true;
    }

    /// <summary>It never started.</summary>
    public void GivenUp(string path)
    {
        _facts[path].Attempt--;
        Doom(path, _facts[path].MayHaveTakenEffect ? Result.Unknown : Result.Failed);
    }

    public void Undone(string path, Try result)
    {
        var step = _facts[path];
        if (result is Try.Succeeds or Try.KeepsInput)
        {
            step.IsUndone = true;
        }
        else
        {
            step.UndoErrors.Add(step.UndoAttempt);
            if (result is Try.FailsRetryably or Try.IsUnknown && step.UndoAttempt <= step.Spec.UndoRetries)
            {
                step.UndoAttempt++;
                return;
            }
            step.UndoFailed = scenario.ContinuesAfterFailedUndo;
            step.UndoIsStuck = !scenario.ContinuesAfterFailedUndo;
        }
        if (!step.UndoIsStuck)
            EndedUndos.Add(path);
    }

    /// <summary>An operator has everything that is stuck tried again.</summary>
    public void Resumed()
    {
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

    private void Doom(string path, Result result)
    {
        var others = Open().Select(work => work.Path).Where(other => other != path).ToHashSet();
        _facts[path].Result = result;
        _openWhenDoomed ??= [.. others];
        foreach (var other in others)
        {
            var cancels = Cancels(path, other);
            if (_facts[other].Tell(cancels))
                Unwanted[other] = _facts[other].IsCancelled;
        }
    }

    /// <summary>The block that holds both, in different branches, decides.</summary>
    private bool Cancels(string failed, string other)
    {
        var common = failed.Split('/').Zip(other.Split('/')).TakeWhile(pair => pair.First == pair.Second).Select(pair => pair.First);
        return _blocks[string.Join('/', common)].FailsFast;
    }

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
            open.Add(new OpenWork(path, false, step.Attempt, string.Join('+', inputs)));
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
            open.Add(new OpenWork(path, true, step.UndoAttempt, step.Output ?? step.Input));
        return false;
    }
}

internal enum Result
{
    None,
    Succeeded,
    Failed,
    Unknown,
    Escalated,
}

/// <summary>What the model knows about one step.</summary>
internal sealed class Facts(StepSpec spec)
{
    public StepSpec Spec => spec;

    public int Attempt { get; set; } = 1;

    public List<int> Errors { get; } = [];

    public Result Result { get; set; }

    public string Input { get; set; } = "";

    public string? Output { get; private set; }

    public int UndoAttempt { get; set; } = 1;

    public List<int> UndoErrors { get; } = [];

    public bool WasOpenInCrash { get; set; }

    public bool MayHaveTakenEffect => WasOpenInCrash && spec.HasUndo;

    public bool IsUndone { get; set; }

    public bool UndoFailed { get; set; }

    public bool UndoIsStuck { get; set; }

    public bool UndoIsForced { get; set; }

    public bool IsUnwanted { get; private set; }

    public bool IsCancelled { get; private set; }

    public void Succeed(string output)
    {
        Result = Result.Succeeded;
        Output = output;
    }

    /// <summary>Whether it is news that this step is unwanted, or cancelled.</summary>
    public bool Tell(bool cancels)
    {
        var isNews = !IsUnwanted || (cancels && !IsCancelled);
        IsUnwanted = true;
        IsCancelled |= cancels;
        return isNews;
    }
}

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>The model's walk over the whole tree: what is open, forwards or backwards. A wait that is reached begins.</summary>
internal sealed class Walk(Ledger ledger, SequenceSpec root)
{
    public List<OpenWork> Open { get; } = [];

    public void Execute(string input) => Execute(root, "", input);

    public void Undo() => Undo(root, "");

    /// <summary>The output, once there is one.</summary>
    private string? Execute(NodeSpec node, string path, string input)
    {
        switch (node)
        {
            case StepSpec:
                return Execute(path, [input]);
            case SequenceSpec sequence:
                var state = input;
                for (var i = 0; i < sequence.Children.Length && state is not null; i++)
                    state = Execute(sequence.Children[i], Tree.Below(path, Tree.Name(sequence.Children[i], i)), state);
                return state;
            case BlockSpec block:
                string?[] outputs = [.. block.Branches.Select((branch, i) => Execute(branch, $"{path}/{i}", input))];
                return outputs.Any(output => output is null) ? null : Execute($"{path}/join", [input, .. outputs.OfType<string>()]);
            case ItemsSpec items:
                return Execute(items, path, input);
            default:
                throw new InvalidOperationException();
        }
    }

    /// <summary>The items one after the other: as many as may be under way, and those before them that have ended.</summary>
    private string? Execute(ItemsSpec items, string path, string input)
    {
        if (Execute($"{path}/items", [input]) is null)
            return null;
        var count = CountOf(items, path);
        List<string> outputs = [];
        var atWork = 0;
        for (var i = 0; i < count && atWork < (items.AtATime ?? int.MaxValue); i++)
        {
            if (Execute(items.Branch, $"{path}/{i}", Model.Item($"{path}/items", i)) is { } output)
                outputs.Add(output);
            else
                atWork++;
        }
        return outputs.Count < count ? null : Execute($"{path}/join", [input, .. outputs]);
    }

    /// <summary>An operator may have gone on without any.</summary>
    private int CountOf(ItemsSpec items, string path) => ledger.Steps[$"{path}/items"].Result == Result.Skipped ? 0 : items.Count;

    private string? Execute(string path, string[] inputs)
    {
        var step = ledger.Steps[path];
        if (step.Result != Result.None || !ledger.MayBeOpen(path))
            return step.Output;
        step.Input = inputs[0];
        if (step.Spec.Wait != WaitKind.Nothing && !step.IsAwaiting && !step.HasSignal)
            Begin(path, step);
        if (step.Brought is { } brought)
            inputs = [.. inputs, brought];
        Open.Add(new OpenWork(path, false, step.Attempt, string.Join('+', inputs), step.WaitsUntil, step.IsAwaiting));
        return null;
    }

    private void Begin(string path, Facts step)
    {
        (step.IsAwaiting, step.WaitsUntil) = (true, ledger.Now + step.Spec.WaitsFor);
        var kept = ledger.Signals.FindIndex(signal => signal.Name == NameOf(path) && signal.Path is null);
        if (step.Spec.Wait != WaitKind.Time && kept >= 0)
            Reach(ledger, kept, path);
    }

    /// <summary>The signal of this number is this wait's.</summary>
    public static void Reach(Ledger ledger, int signal, string path)
    {
        var step = ledger.Steps[path];
        var known = ledger.Signals[signal];
        ledger.Signals[signal] = known with { Path = path };
        (step.IsAwaiting, step.HasSignal, step.Brought, step.WaitsUntil) = (false, true, known.Brings, null);
        if (step.Result != Result.Escalated)
            return;
        step.TryAgain(isWanted: false, ledger.IsDoomed);
        ledger.Reopen(path);
    }

    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Whether nothing below is left to undo.</summary>
    private bool Undo(NodeSpec node, string path) => node switch
    {
        StepSpec => Undo(path),
        SequenceSpec sequence => sequence.Children.Select((child, i) => (child, i)).Reverse()
            .All(entry => Undo(entry.child, Tree.Below(path, Tree.Name(entry.child, entry.i)))),
        BlockSpec block => block.Branches.Select((branch, i) => Undo(branch, $"{path}/{i}")).ToList().TrueForAll(done => done),
        ItemsSpec items => Undo(items, path),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>The last ones first, as many as may be under way.</summary>
    private bool Undo(ItemsSpec items, string path)
    {
        var atWork = 0;
        for (var i = items.Count - 1; i >= 0 && atWork < (items.AtATime ?? int.MaxValue); i--)
        {
            if (!Undo(items.Branch, $"{path}/{i}"))
                atWork++;
        }
        return atWork == 0;
    }

    private bool Undo(string path)
    {
        var step = ledger.Steps[path];
        if (step.Result is not (Result.Succeeded or Result.Unknown) || !step.Spec.HasUndo || step.IsUndone || step.UndoFailed)
            return true;
        if (step.Result == Result.Unknown && !step.Spec.CanUndoUnknown && !step.UndoIsForced && !step.UndoIsStuck)
        {
            step.UndoIsStuck = true;
            step.UndoAttempt = 0;
        }
        if (!step.UndoIsStuck)
            Open.Add(new OpenWork(path, true, step.UndoAttempt, step.Output ?? step.Input, step.WaitsUntil));
        return false;
    }
}

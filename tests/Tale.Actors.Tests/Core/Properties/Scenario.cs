using CsCheck;
using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>How one attempt ends, to execute a step or to undo it.</summary>
public enum Try
{
    Succeeds,
    KeepsInput,
    FailsRetryably,
    FailsForGood,
    IsResumed,
    IsEscalated,
    IsUnknown,
}

public abstract record NodeSpec;

/// <param name="Tries">How the attempts end; those beyond the list succeed. The same attempt ends the same way, also after a crash.</param>
public sealed record StepSpec(
    bool HasUndo, bool KeepsType, bool UndoesUnknown, bool UnknownWhenCancelled, int Retries, int UndoRetries, Try[] Tries, Try[] Undos) : NodeSpec
{
    public bool CanUndoUnknown => KeepsType || UndoesUnknown;

    public Try Execution(int attempt) => attempt <= Tries.Length ? Tries[attempt - 1] : Try.Succeeds;

    public Try Undo(int attempt) => attempt <= Undos.Length ? Undos[attempt - 1] : Try.Succeeds;
}

public sealed record SequenceSpec(NodeSpec[] Children) : NodeSpec;

public sealed record BlockSpec(SequenceSpec[] Branches, StepSpec Join, bool FailsFast) : NodeSpec;

/// <summary>A definition, how its steps will behave, and the seed of the order in which things happen.</summary>
public sealed record Scenario(SequenceSpec Root, bool ContinuesAfterFailedUndo, int OperatorRetries, int Seed)
{
    public static readonly Gen<Scenario> Any = Of(Sequence(2));

    /// <summary>No concurrent blocks: the answers alone decide what happens.</summary>
    public static readonly Gen<Scenario> Sequential = Of(Leaf.Array[1, 6].Select(steps => new SequenceSpec(steps)));

    public override string ToString() => $"{(ContinuesAfterFailedUndo ? "Continue" : "Suspend")} seed {Seed} retries {OperatorRetries}: {Print(Root)}";

    private static Gen<NodeSpec> Leaf => Step.Select(step => (NodeSpec)step);

    private static Gen<StepSpec> Step => Gen.Select(
        Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false))), Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 2], Tries, Tries,
        (undo, keeps, unknown, cancelled, retries, undoRetries, tries, undos) => new StepSpec(undo, keeps, unknown, cancelled, retries, undoRetries, tries, undos));

    private static Gen<StepSpec> Join => Tries.Select(tries => new StepSpec(false, false, false, false, 0, 0, tries, []));

    private static Gen<Try[]> Tries => Gen.Frequency((3, Gen.Const(Array.Empty<Try>())), (2, Gen.Frequency(
        (6, Gen.Const(Try.Succeeds)), (1, Gen.Const(Try.KeepsInput)), (6, Gen.Const(Try.FailsRetryably)), (4, Gen.Const(Try.FailsForGood)),
        (1, Gen.Const(Try.IsResumed)), (1, Gen.Const(Try.IsEscalated)), (2, Gen.Const(Try.IsUnknown))).Array[1, 4]));

    private static Gen<Scenario> Of(Gen<SequenceSpec> root) => Gen.Select(
        root, Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 1_000_000], (tree, continues, retries, seed) => new Scenario(tree, continues, retries, seed));

    private static Gen<SequenceSpec> Sequence(int depth) => Node(depth).Array[1, 3].Select(children => new SequenceSpec(children));

    private static Gen<NodeSpec> Node(int depth) => depth == 0
        ? Leaf
        : Gen.Frequency((3, Leaf), (3, Block(depth - 1)), (1, Sequence(depth - 1).Select(sequence => (NodeSpec)sequence)));

    private static Gen<NodeSpec> Block(int depth) => Gen.Select(
        Sequence(depth).Array[1, 3], Join, Gen.Bool, (branches, join, failsFast) => (NodeSpec)new BlockSpec(branches, join, failsFast));

    private static string Print(NodeSpec node) => node switch
    {
        SequenceSpec sequence => $"[{string.Join(", ", sequence.Children.Select(Print))}]",
        BlockSpec block => $"{(block.FailsFast ? "failfast" : "wait")}({string.Join(" | ", block.Branches.Select(Print))} join {Print(block.Join)})",
        StepSpec s => $"step(undo {s.HasUndo}, keeps {s.KeepsType}, unknown {s.UndoesUnknown}/{s.UnknownWhenCancelled}, retries {s.Retries}/{s.UndoRetries}, "
            + $"{string.Join('.', s.Tries)} / {string.Join('.', s.Undos)})",
        _ => throw new InvalidOperationException(),
    };
}

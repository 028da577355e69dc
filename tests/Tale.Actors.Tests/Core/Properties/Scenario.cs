using CsCheck;

namespace Tale.Actors.Tests.Core.Properties;

/// <summary>A definition, how its steps will behave, and the seed of the order in which things happen.</summary>
/// <param name="Pivot">Which of the outermost nodes is the point of no return, if it is a step; another number: none.</param>
/// <param name="MaxIncarnations">After how many incarnations without progress it is suspended.</param>
public sealed record Scenario(SequenceSpec Root, bool ContinuesAfterFailedUndo, int OperatorRetries, int MaxIncarnations, int Pivot, int Seed)
{
    public static readonly Gen<Scenario> Any = Of(Sequence(2));

    /// <summary>No concurrent blocks: the answers alone decide what happens.</summary>
    public static readonly Gen<Scenario> Sequential = Of(Leaf.Array[1, 6].Select(steps => new SequenceSpec(steps)));

    /// <summary>With steps that wait for something from outside.</summary>
    public static readonly Gen<Scenario> WithWaits = Of(Sequence(2, Gen.Frequency((3, Leaf), (1, WaitStep))));

    /// <summary>With items, too.</summary>
    public static readonly Gen<Scenario> WithItems = Of(Sequence(2, Gen.Frequency((6, Leaf), (2, WaitStep), (1, Items(Leaf)), (1, Items(Items(Leaf))))));

    /// <summary>With people who cancel, signal, help and have things undone, and with a deadline.</summary>
    public static readonly Gen<Scenario> FromOutside = Gen.Select(
        Gen.OneOf(Any, WithWaits, WithItems), Outside.Any, (scenario, outside) => scenario with { Outside = outside });

    /// <summary>What comes from outside. Default: nothing.</summary>
    public Outside Outside { get; init; } = Outside.Nothing;

    public override string ToString() =>
        $"{(ContinuesAfterFailedUndo ? "Continue" : "Suspend")} seed {Seed}, operator retries {OperatorRetries}, "
        + $"incarnations {MaxIncarnations}, pivot {Pivot}, {Outside}: {Root}";

    private static Gen<NodeSpec> Leaf => Step.Select(step => (NodeSpec)step);

    private static Gen<StepSpec> Step => Gen.Select(
        Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false))), Gen.Bool, Gen.Bool, Gen.Bool, Retries, Retries, Tries,
        Gen.Select(Tries, Gen.Frequency((3, Gen.Const(IfUnknown.IsUndone)), (2, Gen.Enum<IfUnknown>()))),
        (hasUndo, keeps, unknown, cancelled, retries, undoRetries, tries, rest) =>
            new StepSpec(hasUndo, keeps, unknown, cancelled, retries, undoRetries, tries, rest.Item1, rest.Item2));

    private static Gen<StepSpec> Join => Tries.Select(
        tries => new StepSpec(false, false, false, false, RetrySpec.None, RetrySpec.None, tries, []));

    private static Gen<RetrySpec> Retries => Gen.Select(
        Gen.Int[0, 2], Gen.Enum<Wait>(), (times, wait) => times == 0 ? RetrySpec.None : new RetrySpec(times, wait));

    private static Gen<Try[]> Tries => Gen.Frequency((3, Gen.Const(Array.Empty<Try>())), (2, Gen.Frequency(
        (6, Gen.Const(Try.Succeeds)), (1, Gen.Const(Try.KeepsInput)), (6, Gen.Const(Try.FailsRetryably)), (2, Gen.Const(Try.FailsInDoubt)),
        (4, Gen.Const(Try.FailsForGood)), (1, Gen.Const(Try.IsResumed)), (1, Gen.Const(Try.IsEscalated)),
        (2, Gen.Const(Try.IsUnknown)), (1, Gen.Const(Try.LosesOutput)), (1, Gen.Const(Try.LeavesNothing))).Array[1, 4]));

    private static Gen<Scenario> Of(Gen<SequenceSpec> root) => Gen.Select(
        root, Gen.Bool, Gen.Int[0, 2], Gen.Int[1, 6], Gen.Int[-4, 3], Gen.Int[0, 1_000_000],
        (tree, continues, retries, incarnations, pivot, seed) => new Scenario(tree, continues, retries, incarnations, pivot, seed));

    private static Gen<SequenceSpec> Sequence(int depth, Gen<NodeSpec>? leaf = null) =>
        Node(depth, leaf ?? Leaf).Array[1, 3].Select(children => new SequenceSpec(children));

    private static Gen<NodeSpec> Node(int depth, Gen<NodeSpec> leaf) => depth == 0
        ? leaf
        : Gen.Frequency((3, leaf), (3, Block(depth - 1, leaf)), (1, Sequence(depth - 1, leaf).Select(sequence => (NodeSpec)sequence)));

    private static Gen<NodeSpec> WaitStep => Gen.Select(Gen.Int[1, 5], Tries, (kind, tries) => (NodeSpec)new StepSpec(
        false, true, false, false, RetrySpec.None, RetrySpec.None, tries, [], Wait: (WaitKind)kind));

    private static Gen<NodeSpec> Items(Gen<NodeSpec> leaf) => Gen.Select(
        leaf.Array[1, 2], Join, Join, Gen.Bool, Gen.Int[0, 2], Gen.Int[0, 3],
        (steps, list, join, failsFast, atATime, count) => (NodeSpec)new ItemsSpec(
            new SequenceSpec(steps), list with { Lists = (count, atATime == 0 ? int.MaxValue : atATime) }, join, failsFast,
            atATime == 0 ? null : atATime, count));

    private static Gen<NodeSpec> Block(int depth, Gen<NodeSpec> leaf) => Gen.Select(
        Sequence(depth, leaf).Array[1, 3], Join, Gen.Bool, (branches, join, failsFast) => (NodeSpec)new BlockSpec(branches, join, failsFast));
}

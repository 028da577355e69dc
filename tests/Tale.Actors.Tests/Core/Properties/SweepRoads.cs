namespace Tale.Actors.Tests.Core.Properties;

/// <summary>A block of two branches with a block of two branches in each of them, and what happens on the way.</summary>
internal static class SweepRoads
{
    private static readonly Try[] OnceMore = [Try.FailsRetryably];

    /// <summary>Each with steps that can be undone when nobody knows whether they took effect, and with steps that cannot.</summary>
    public static IEnumerable<Scenario> All =>
    [
        Road(canUndoUnknown: true, failsFast: false, last: Try.Succeeds, inside: Try.Succeeds),
        Road(canUndoUnknown: true, failsFast: false, last: Try.FailsForGood, inside: Try.Succeeds),
        Road(canUndoUnknown: false, failsFast: true, last: Try.FailsForGood, inside: Try.Succeeds),
        Road(canUndoUnknown: true, failsFast: true, last: Try.Succeeds, inside: Try.FailsForGood),
        Road(canUndoUnknown: false, failsFast: false, last: Try.Succeeds, inside: Try.FailsForGood),
    ];

    private static Scenario Road(bool canUndoUnknown, bool failsFast, Try last, Try inside)
    {
        SequenceSpec Steps(params NodeSpec[] steps) => new(steps);
        StepSpec Step(Wait wait, Try then = Try.Succeeds) => new(
            true, canUndoUnknown, false, false, new RetrySpec(1, wait), new RetrySpec(1, wait), [.. OnceMore, then], OnceMore);
        BlockSpec Block(params SequenceSpec[] branches) => new(
            branches, new StepSpec(false, false, false, false, RetrySpec.None, RetrySpec.None, [], []), failsFast);

        return new Scenario(
            Steps(
                Step(Wait.NoTime),
                Block(
                    Steps(Step(Wait.Seconds), Block(Steps(Step(Wait.Hours)), Steps(Step(Wait.NoTime)))),
                    Steps(Block(Steps(Step(Wait.Seconds)), Steps(Step(Wait.Seconds, inside))), Step(Wait.Hours))),
                Step(Wait.Seconds, last)),
            ContinuesAfterFailedUndo: false, OperatorRetries: 0, MaxIncarnations: 5, Pivot: -1, Seed: 0);
    }
}

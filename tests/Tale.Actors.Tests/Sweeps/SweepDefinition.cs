using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>
/// The transactions of the sweeps. Some have two nested blocks of two branches with steps before and after, one of them a participant's;
/// for what waits, has a limit, or needs somebody from outside, three steps are enough.
/// <code>
/// first - outer { left | right - inner { up | down } } - after (participant) - last
/// first - middle - last
/// first - both { left (participant) | right } - last
/// first - middle { first - second } - last
/// </code>
/// </summary>
internal static class SweepDefinition
{
    public static string Name(Road road, Waits waits) => $"{road}-{waits}";

    public static string ChildName(Road parent, Waits waits) => $"{Name(parent, waits)}-child";

    public static TransactionDefinition Make(Road road, Waits waits, SweepSteps steps) =>
        RoadMap.HasBlocks(road) ? Blocks(road, waits, steps) : Line(road, waits, steps);

    private static TransactionDefinition Blocks(Road road, Waits waits, SweepSteps steps)
    {
        var head = Soon(Begin(road, waits), "first")
            .Concurrent("outer", outer => outer
                .Branch(left => Soon(left, "left"))
                .Branch(right => Now(right, "right").Concurrent("inner", inner => inner
                    .Branch(up => Now(up, "up"))
                    .Branch(down => Soon(down, "down"))
                    .Join((_, up, down) => up + down)))
                .Join((_, left, inner) => left + inner))
            .Participant("after", ParticipantAddress.Registered<SweepParticipant>(), Options(waits));
        return road == Road.BackwardTyped ? Typed(head, "last").Build() : Now(head, "last").Build();

        TransactionBuilder<int, int> Now(TransactionBuilder<int, int> before, string name) => before
            .Step(name, (int n, StepContext step) => steps.Execute(step, n), Options(waits))
            .Undo((n, step) => steps.Undo(step, n));
        TransactionBuilder<int, string> Typed(TransactionBuilder<int, int> before, string name) => before
            .Step(name, (int n, StepContext step) => $"{steps.Execute(step, n)}", Options(waits))
            .Undo((text, step) => steps.Undo(step, text));
        TransactionBuilder<int, int> Soon(TransactionBuilder<int, int> before, string name) => Later(before, name, steps, Options(waits));
    }

    private static TransactionDefinition Line(Road road, Waits waits, SweepSteps steps)
    {
        var first = Later(Begin(road, waits), "first", steps, Options(waits));
        var middle = road switch
        {
            Road.TimedOut => Later(first, "middle", steps, step => Options(waits)(step).Timeout(RoadMap.StepTimeout)),
            Road.LateEffect => Later(first, "middle", steps, step => Options(waits)(step).Retry(0).Timeout(RoadMap.StepTimeout)),
            Road.PastPivot or Road.CancelledAtPivot =>
                first.Step("middle", (int n, StepContext step) => steps.ExecuteLater(step, n), step => Options(waits)(step).Pivot()),
            Road.Signalled or Road.SignalledEarly or Road.SignalledLate or Road.Unsignalled or Road.UnsignalledGoesOn =>
                first.WaitFor<int, int>("go", (n, more) => n + more, RoadMap.PatienceOf(road, waits), OnTimeout(road)),
            Road.Delayed => first.Delay("pause", RoadMap.DelayOf(waits)),
            >= Road.Items and <= Road.ItemsCancelled => first.ForEach(
                "each", n => Enumerable.Range(n, road == Road.ItemsInPairs ? 3 : 2).ToArray(),
                each => Later(each, "middle", steps, step => road == Road.ItemsInDoubt ? Options(waits)(step).Retry(0) : Options(waits)(step)),
                (_, all) => all.Count, road switch { Road.ItemsOneByOne => 1, Road.ItemsInPairs => 2, _ => null }),
            Road.FailFast => first.Concurrent(
                "both",
                both => both
                    .Branch(left => left.Participant("left", ParticipantAddress.Registered<SweepParticipant>(), Options(waits)))
                    .Branch(right => Later(right, "right", steps, Options(waits)))
                    .Join((n, _, _) => n),
                BranchFailurePolicy.FailFast),
            _ when RoadMap.ChildOf(road) is not null => first.Child("middle", Child(ChildName(road, waits), waits, steps)),
            _ => Later(first, "middle", steps, Options(waits)),
        };
        return Later(middle, "last", steps, road switch
        {
            Road.AssumedFailed => step => Options(waits)(step).Retry(0).OnUnknownOutcome(UnknownOutcomePolicy.AssumeFailed),
            >= Road.OperatorRetries and <= Road.OperatorCompensates =>
                step => Options(waits)(step).Retry(0).OnUnknownOutcome(UnknownOutcomePolicy.Suspend),
            _ => Options(waits),
        }).Build();
    }

    private static TransactionDefinition<int, int> Child(string name, Waits waits, SweepSteps steps) =>
        Later(Later(Transaction.Define<int>(name), "first", steps, Options(waits)), "second", steps, Options(waits)).Build();

    private static TransactionBuilder<int, int> Begin(Road road, Waits waits) => Transaction.Define<int>(
        Name(road, waits), configure: options => RoadMap.DeadlineOf(road, waits) is { } deadline ? options.Deadline(deadline)
            : road == Road.LeftInEffect ? options.OnCompensationFailure(CompensationFailurePolicy.Continue)
            : options);

    private static TransactionBuilder<int, int> Later(
        TransactionBuilder<int, int> before, string name, SweepSteps steps, Func<StepOptions, StepOptions> options) => before
        .Step(name, (int n, StepContext step) => steps.ExecuteLater(step, n), options)
        .Undo((n, step) => steps.UndoLater(step, n));

    private static Func<StepOptions, StepOptions> Options(Waits waits) =>
        step => step.Retry(Policy(waits)).RetryCompensation(Policy(waits));

    private static WaitTimeoutPolicy OnTimeout(Road road) => road switch
    {
        Road.SignalledLate => WaitTimeoutPolicy.Suspend,
        Road.UnsignalledGoesOn => WaitTimeoutPolicy.Continue,
        _ => WaitTimeoutPolicy.Compensate,
    };

    private static RetryPolicy Policy(Waits waits) => waits switch
    {
        Waits.Not => RetryPolicy.Immediate(1),
        Waits.Seconds => RetryPolicy.Exponential(1, TimeSpan.FromSeconds(5)),
        _ => RetryPolicy.Exponential(1, TimeSpan.FromHours(2), TimeSpan.FromDays(1)),
    };
}

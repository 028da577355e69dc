using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>The steps of a road, as the checker knows them.</summary>
internal sealed class SweepPlan
{
    private static readonly IReadOnlyList<SweepStep> Blocks =
    [
        new("first", 0),
        new("outer/0/left", 1, "first"),
        new("outer/1/right", 1, "first"),
        new("outer/1/inner/0/up", 2, "outer/1/right"),
        new("outer/1/inner/1/down", 2, "outer/1/right"),
        new("outer/1/inner/join", 0, "outer/1/inner/0/up", "outer/1/inner/1/down") { Kind = SweepStepKind.Join },
        new("outer/join", 0, "outer/0/left", "outer/1/inner/join") { Kind = SweepStepKind.Join },
        new("after", 8, "outer/join"),
        new("last", 9, "after"),
    ];

    private static readonly IReadOnlyDictionary<Road, SweepPlan> Plans =
        Enum.GetValues<Road>().ToDictionary(road => road, road => new SweepPlan(RoadMap.HasBlocks(road) ? Blocks : Line(road))
        {
            WithChild = RoadMap.ChildOf(road) is null ? null : new SweepPlan(WithSteps()),
        });

    private SweepPlan(IReadOnlyList<SweepStep> steps) => Steps = steps;

    public IReadOnlyList<SweepStep> Steps { get; }

    /// <summary>The same with the child's steps in place of the child; null: it has none.</summary>
    public SweepPlan? WithChild { get; private init; }

    /// <summary>Those whose code notes its calls.</summary>
    public IEnumerable<SweepStep> Called => Steps.Where(step => step.IsCalled);

    public SweepStep this[string path] => Steps.Single(step => step.Path == path);

    public static SweepPlan Of(Road road) => Plans[road];

    /// <summary>Everything that comes after it, near or far, and that can be undone.</summary>
    public IEnumerable<SweepStep> UndoneBefore(SweepStep step) => Successors(step).Where(next => next.HasUndo);

    private IEnumerable<SweepStep> Successors(SweepStep step) =>
        Steps.Where(next => next.After.Contains(step.Path)).SelectMany(next => Successors(next).Prepend(next)).Distinct();

    private static IReadOnlyList<SweepStep> Line(Road road)
    {
        if (road == Road.ItemsInPairs)
            return ItemsInPairs();
        if (road is >= Road.Items and <= Road.ItemsCancelled)
            return Items(isOneByOne: road == Road.ItemsOneByOne, isInDoubt: road == Road.ItemsInDoubt);
        if (road is Road.Child or Road.ChildFails)
            return [new("first", 1), new("second", 2, "first")];
        if (road == Road.FailFast)
            return FailFast();
        var middle = Middle(road);
        if (RoadMap.ChildOf(road) is not null)
            return [new("first", 0), middle with { Kind = SweepStepKind.Child, Attempts = 1 }, new("last", 3, "middle")];
        var last = new SweepStep("last", road is Road.UnsignalledGoesOn or Road.Delayed ? 1 : 2, middle.Path);
        return
        [
            new("first", 0),
            middle,
            road switch
            {
                Road.AssumedFailed => last with { Attempts = 1, FailsInDoubt = true, IfUnknown = UnknownOutcomePolicy.AssumeFailed },
                >= Road.OperatorRetries and <= Road.OperatorCompensates =>
                    last with { Attempts = 1, FailsInDoubt = true, IfUnknown = UnknownOutcomePolicy.Suspend },
                _ => last,
            },
        ];
    }

    private static IReadOnlyList<SweepStep> Items(bool isOneByOne, bool isInDoubt) =>
    [
        new("first", 0),
        new("each/items", 1, "first") { Kind = SweepStepKind.List },
        new("each/0/middle", 1, "each/items") { Attempts = isInDoubt ? 1 : 2, FailsInDoubt = isInDoubt },
        new("each/1/middle", 2, isOneByOne ? "each/0/middle" : "each/items") { Attempts = isInDoubt ? 1 : 2, FailsInDoubt = isInDoubt },
        new("each/join", 0, "each/0/middle", "each/1/middle") { Kind = SweepStepKind.Join },
        new("last", 2, "each/join"),
    ];

    private static IReadOnlyList<SweepStep> ItemsInPairs() =>
    [
        new("first", 0),
        new("each/items", 1, "first") { Kind = SweepStepKind.List },
        new("each/0/middle", 1, "each/items") { AtATime = 2 },
        new("each/1/middle", 2, "each/items") { AtATime = 2 },
        new("each/2/middle", 3, "each/items") { AtATime = 2 },
        new("each/join", 0, "each/0/middle", "each/1/middle", "each/2/middle") { Kind = SweepStepKind.Join },
        new("last", 3, "each/join"),
    ];

    private static IReadOnlyList<SweepStep> FailFast() =>
    [
        new("first", 0),
        new("both/0/left", 1, "first"),
        new("both/1/right", 1, "first"),
        new("both/join", 0, "both/0/left", "both/1/right") { Kind = SweepStepKind.Join },
        new("last", 1, "both/join"),
    ];

    /// <summary>Of a parent, as if its child's steps were its own.</summary>
    private static IReadOnlyList<SweepStep> WithSteps() =>
    [
        new("first", 0),
        new("middle/first", 1, "first"),
        new("middle/second", 2, "middle/first"),
        new("last", 3, "middle/second"),
    ];

    private static SweepStep Middle(Road road)
    {
        var step = new SweepStep("middle", 1, "first");
        return road switch
        {
            Road.TimedOut => step with { FailsInDoubt = true },
            Road.LateEffect => step with { FailsInDoubt = true, Attempts = 1 },
            // What cannot be undone is not passed over in doubt.
            Road.PastPivot or Road.CancelledAtPivot => step with { IsPivot = true, IfUnknown = UnknownOutcomePolicy.Suspend },
            Road.Delayed => step with { Path = "pause", Kind = SweepStepKind.Delay },
            Road.SignalledLate => step with { Path = "go", Kind = SweepStepKind.Signal, OnTimeout = WaitTimeoutPolicy.Suspend },
            Road.UnsignalledGoesOn => step with { Path = "go", Kind = SweepStepKind.Signal, OnTimeout = WaitTimeoutPolicy.Continue },
            Road.Signalled or Road.SignalledEarly or Road.Unsignalled => step with { Path = "go", Kind = SweepStepKind.Signal },
            _ => step,
        };
    }
}

using System.Collections.Immutable;

namespace Tale.Actors.Operations;

/// <summary>The fold of an operation's own log: how far it has come.</summary>
internal sealed record OperationProgress
{
    /// <summary>Of all pages but the one that is being seen to.</summary>
    public Tally Settled { get; init; } = Tally.None;

    /// <summary>Null: not counted yet.</summary>
    public long? Matched { get; init; }

    /// <summary>The last id that was read; null: none yet.</summary>
    public string? Cursor { get; init; }

    /// <summary>Those that have their turn now. After a crash some of them have had it.</summary>
    public ImmutableArray<string> Page { get; init; } = [];

    public string? StoppedBy { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why the log cannot be folded here; null: it can.</summary>
    public string? Problem { get; init; }

    public bool IsOver => EndedAt is not null;

    public OperationStatus Status => this switch
    {
        { IsOver: true, StoppedBy: null } => OperationStatus.Ended,
        { IsOver: true } => OperationStatus.Stopped,
        { StoppedBy: null } => OperationStatus.Running,
        _ => OperationStatus.Stopping,
    };

    public OperationProgress Apply(OperationEvent e) => Problem is not null ? this : e switch
    {
        OperationEvent.Counted x => this with { UpdatedAt = x.At, Matched = x.Matched },
        OperationEvent.PageTaken x => this with { UpdatedAt = x.At, Settled = Settled.Plus(x.Settled), Cursor = x.Cursor, Page = x.Page },
        OperationEvent.StopRequested x => this with
        {
            UpdatedAt = x.At, Settled = Settled.Plus(x.Settled), StoppedBy = x.Who, Page = x.InFlight,
        },
        OperationEvent.Ended x => this with { UpdatedAt = x.At, EndedAt = x.At, Settled = Settled.Plus(x.Settled), Page = [] },
        OperationEvent.Unreadable x => this with
        {
            Problem = $"Its log holds '{x.Manifest}', which cannot be read here: {x.Problem}. Start the version that wrote it.",
        },
        _ => this with { Problem = $"Its log holds {e.GetType().Name}, which does not belong there." },
    };

    /// <param name="opened">What was asked for.</param>
    /// <param name="live">What became of transactions since the last event.</param>
    public OperationView View(OperationEvent.Opened opened, Tally live)
    {
        var all = Settled.Plus(live);
        return new OperationView(opened.OperationId, opened.Action, opened.Filter, opened.Who, opened.Why, Status)
        {
            Step = opened.Step,
            StartedAt = opened.At,
            UpdatedAt = UpdatedAt ?? opened.At,
            EndedAt = EndedAt,
            StoppedBy = StoppedBy,
            Done = all.Done,
            Refused = all.Refused,
            Failed = all.Failed,
            Matched = Matched,
            Left = Status == OperationStatus.Ended ? 0 : Matched is { } matched ? Math.Max(0, matched - all.Count) : null,
            Refusals = all.Refusals,
            Problem = Problem,
        };
    }
}

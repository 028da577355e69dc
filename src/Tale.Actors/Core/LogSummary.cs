using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>
/// What a log says without its definition: enough to show a transaction that cannot be folded here, and the part of every
/// state that says where it stands.
/// </summary>
internal sealed record LogSummary
{
    public required Event.TransactionStarted Started { get; init; }

    public required TransactionStatus Status { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>By when it has to be in memory, as the log says; null: nothing is due.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Why it is compensated, suspended, or was not completed.</summary>
    public string? Text { get; init; }

    /// <summary>Set while it is suspended.</summary>
    public SuspensionCause? Suspension { get; init; }

    /// <summary>The newest state in the log: once it is completed, its result.</summary>
    public required Payload LastState { get; init; }

    /// <summary>How many events there are.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The revision of the last event that is news to people. An epoch only says which incarnation goes on.</summary>
    public long LastNews { get; init; } = 1;

    /// <summary>What operators did, in that order.</summary>
    public ImmutableList<Event.OperatorIntervened> Interventions { get; init; } = [];

    /// <summary>The wishes to go back that were stored.</summary>
    public ImmutableHashSet<string> Wishes { get; init; } = [];

    public string Id => Started.TransactionId;

    public bool IsFinal => Status.IsFinal();

    public bool IsSuspended => Status == TransactionStatus.Suspended;

    public string? SuspendedReason => IsSuspended ? Text : null;

    public static LogSummary Of(Event.TransactionStarted started) => new()
    {
        Started = started, Status = TransactionStatus.Running, UpdatedAt = started.At, DueAt = Due.AtOnce, LastState = started.State,
    };

    /// <summary>What was done under the id of an operator's command; null: nothing yet.</summary>
    public Event.OperatorIntervened? Intervention(string commandId) =>
        Interventions.Find(intervention => intervention.CommandId == commandId);

    /// <summary>Whether an operator's command has been carried out already.</summary>
    public bool HasSeen(string commandId) => Intervention(commandId) is not null;

    public LogSummary Apply(Event e)
    {
        var lastState = (e as Event.StepSucceeded)?.Output ?? (e as Event.OperatorIntervened)?.Output ?? LastState;
        var next = this with
        {
            Revision = Revision + 1,
            LastNews = e is Event.CoordinatorRecovered ? LastNews : Revision + 1,
            Interventions = e is Event.OperatorIntervened x ? Interventions.Add(x with { DueAt = null }) : Interventions,
            Wishes = e is Event.CancelRequested { WishId: { } wish } ? Wishes.Add(wish) : Wishes,
            UpdatedAt = e.At,
            LastState = lastState,
        };
        return Turn.Of(e) is not { } turn ? next : next with
        {
            Status = turn.Status ?? Status,
            DueAt = turn.DueAt is { } dueAt ? (dueAt == Due.Never ? null : dueAt) : DueAt,
            Text = turn.Text is null ? Text : turn.Text.Length == 0 ? null : turn.Text,
            Suspension = turn.Status is null ? Suspension : (e as Event.TransactionSuspended)?.Cause,
        };
    }
}

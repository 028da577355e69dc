using System.Collections.Immutable;
using Tale.Actors.Protocol;

namespace Tale.Actors.Core;

/// <summary>The fold of a transaction's log. Immutable.</summary>
internal sealed record TransactionState
{
    public required Plan Plan { get; init; }

    public required string TransactionId { get; init; }

    public required Payload Input { get; init; }

    public required ImmutableDictionary<string, string> Headers { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public TransactionStatus Status { get; init; } = TransactionStatus.Running;

    /// <summary>Which life of the coordinator owns the transaction; replies to earlier ones are stale.</summary>
    public long Epoch { get; init; } = 1;

    public ImmutableArray<StepState> Steps { get; init; } = [];

    /// <summary>For every concurrent block: the branches that still have to end, or to be undone.</summary>
    public ImmutableArray<int> OpenBranches { get; init; } = [];

    /// <summary>How many steps have an attempt under way or due.</summary>
    public int OpenSteps { get; init; }

    /// <summary>How many steps need an operator.</summary>
    public int StuckSteps { get; init; }

    /// <summary>A step failed for good: nothing new starts, and what took effect will be undone.</summary>
    public bool IsDoomed { get; init; }

    /// <summary>Whether compensation has started, also while suspended.</summary>
    public bool IsCompensating { get; init; }

    /// <summary>The last step's output, once there is one.</summary>
    public Payload? Result { get; init; }

    /// <summary>The steps whose undo has ended, well or for good, in that order.</summary>
    public ImmutableList<int> Compensations { get; init; } = [];

    public SuspensionCause? SuspensionCause { get; init; }

    public string? SuspendedReason { get; init; }

    public bool IsFinal => Status.IsFinal();

    public bool IsSuspended => Status == TransactionStatus.Suspended;

    /// <summary>A wait that is longer than this need not be spent in memory; the index knows when to come back.</summary>
    public static readonly TimeSpan LongWait = TimeSpan.FromMinutes(1);

    /// <summary>When the first of the open work is due, if all of it only waits, and for long; else null: it is at work.</summary>
    public DateTimeOffset? WaitsUntil(DateTimeOffset now)
    {
        DateTimeOffset? first = null;
        foreach (var step in Steps)
        {
            if (!step.IsOpen)
                continue;
            if (step.NotBefore is not { } due || due <= now + LongWait)
                return null;
            first = first is null || due < first ? due : first;
        }
        return first;
    }

    public StepState this[PlanStep step] => Steps[step.Index];
}

namespace Tale.Actors.Protocol;

/// <summary>One event of a transaction's log, as everybody may see it. What an event does not have is null, or empty.</summary>
/// <param name="Revision">Its number in the log, from 1.</param>
/// <param name="At">When it was decided (UTC); null when it cannot be read.</param>
/// <param name="Kind">What happened.</param>
public sealed record HistoryEntry(long Revision, DateTimeOffset? At, HistoryKind Kind)
{
    /// <summary>The path of the step that it is about.</summary>
    public string? Step { get; init; }

    /// <summary>The attempt that it is about, from 1 in each direction.</summary>
    public int? Attempt { get; init; }

    /// <summary>What there is to say about it, for people: a reason, a cause, a definition.</summary>
    public string? Text { get; init; }

    /// <summary>The error, of an attempt that failed.</summary>
    public AttemptFailure? Failure { get; init; }

    /// <summary>The starting state, or a step's output. Null, too, when the step kept its input, or payloads were not asked for.</summary>
    public Payload? Payload { get; init; }

    /// <summary>When what follows is due (UTC): the next attempt, or, at the start, the deadline.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The node that began with it, or took it over.</summary>
    public string? Node { get; init; }

    /// <summary>The number of the owner that began with it, or took it over. The first one is 1.</summary>
    public long? Epoch { get; init; }

    /// <summary>What an operator did, who it was, and why.</summary>
    public OperatorIntervention? Intervention { get; init; }

    /// <summary>The attempts that an event about several of them names.</summary>
    public IReadOnlyList<HistoryAttempt> Attempts { get; init; } = [];

    /// <summary>Whether parts are left out, because even this one entry would not fit into a message to the node that asked.</summary>
    public bool IsTruncated { get; init; }
}

namespace Tale.Actors.Protocol;

/// <summary>A transaction as it stands in the log.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Definition">The definition's name. Empty when the log does not say, because it has lost its beginning.</param>
/// <param name="Version">The version that it is pinned to; 0 when the log does not say.</param>
/// <param name="Status">Its status.</param>
public sealed record TransactionView(string TransactionId, string Definition, int Version, TransactionStatus Status) : IWithTransactionId
{
    /// <summary>The hash of the definition that it was started with; null: the log does not say.</summary>
    public string? DefinitionHash { get; init; }

    /// <summary>When it was started (UTC). Of a log that has lost its beginning, when the last event was written.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last event was written (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it ended (UTC), once it has.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The starting state.</summary>
    public Payload? State { get; init; }

    /// <summary>The result, once <see cref="TransactionStatus.Completed"/>.</summary>
    public Payload? Result { get; init; }

    /// <summary>
    /// How many events its log has: what an operator has seen, for <see cref="OperatorCommand.ExpectedRevision"/>. Grows with all that
    /// happens to the transaction.
    /// </summary>
    public long Revision { get; init; }

    /// <summary>
    /// By when it has to be through with its last step, or else goes back (UTC); null: there is no deadline. One that passed while an operator
    /// was needed, or whose pivot is passed, counts no more.
    /// </summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What operators did, in that order.</summary>
    public IReadOnlyList<OperatorIntervention> Interventions { get; init; } = [];

    /// <summary>What failed, if anything did.</summary>
    public TransactionFailure? Failure { get; init; }

    /// <summary>Why it is suspended and what would make it go on, while it is.</summary>
    public string? SuspendedReason { get; init; }

    /// <summary>The headers that were given at the start.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Every step of the definition, in definition order. Empty while the definition is missing.</summary>
    public IReadOnlyList<StepView> Steps { get; init; } = [];

    /// <summary>The paths of the steps whose undo has finished, in the order in which it did.</summary>
    public IReadOnlyList<string> Compensations { get; init; } = [];

    /// <summary>
    /// Whether parts are left out, because the view would not fit into a message to the node that asked: the payloads first, then the
    /// errors of single attempts, then all lists. A part that is null or empty may then be neither. Ask on the transaction's own node, or
    /// raise the transport's frame size.
    /// </summary>
    public bool IsTruncated { get; init; }

    /// <summary>What it is about; never the state, which may be secret.</summary>
    public override string ToString() => $"TransactionView '{TransactionId}' of '{Definition}' v{Version}, {Status}, revision {Revision}";
}

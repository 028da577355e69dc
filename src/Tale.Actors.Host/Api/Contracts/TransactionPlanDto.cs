using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>What would happen to a transaction from where it stands.</summary>
internal sealed record TransactionPlanDto(
    string Id,
    string Definition,
    int Version,
    TransactionStatus Status,
    long Revision,
    string? Problem,
    IReadOnlyList<string> WaitsFor,
    bool PastPivot,
    IReadOnlyList<PlannedUndoDto> Undos,
    IReadOnlyList<string> NotUndone,
    IReadOnlyList<PlannedStepDto> Ahead);

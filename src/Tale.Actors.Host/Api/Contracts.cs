using System.Text.Json;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api;

/// <summary>The body of a start.</summary>
internal sealed record StartRequest(JsonElement State, string? Id = null);

/// <summary>The answer to a start: it is durable.</summary>
internal sealed record StartedDto(string Id, string Definition, int Version, TransactionStatus Status);

/// <summary>A transaction.</summary>
internal sealed record TransactionDto(
    string Id, string Definition, int Version, TransactionStatus Status, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, DateTimeOffset? EndedAt,
    JsonElement? State, JsonElement? Result, FailureDto? Failure, string? SuspendedReason, IReadOnlyList<StepDto> Steps, IReadOnlyList<string> Compensations);

/// <summary>A step of a transaction.</summary>
internal sealed record StepDto(
    string Path, StepStatus Status, int Attempts, int CompensationAttempts, DateTimeOffset? NextAttemptAt, JsonElement? Output, StepFailureDto? Failure);

/// <summary>Why a transaction did not complete.</summary>
internal sealed record FailureDto(string Message, IReadOnlyList<StepFailureDto> Steps, IReadOnlyList<StepFailureDto> Compensations);

/// <summary>A step, or an undo, that failed.</summary>
internal sealed record StepFailureDto(string Step, string Message, IReadOnlyList<AttemptDto> Attempts);

/// <summary>An attempt that failed.</summary>
internal sealed record AttemptDto(int Attempt, string Type, string Message, DateTimeOffset At);

/// <summary>One page of the index.</summary>
internal sealed record TransactionPageDto(IReadOnlyList<TransactionSummaryDto> Transactions, string? Next);

/// <summary>One row of the index.</summary>
internal sealed record TransactionSummaryDto(
    string Id, string Definition, int Version, TransactionStatus Status, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, DateTimeOffset? EndedAt, string? Failure);

/// <summary>The registered definitions.</summary>
internal sealed record DefinitionListDto(IReadOnlyList<DefinitionDto> Definitions);

/// <summary>A registered definition.</summary>
internal sealed record DefinitionDto(string Name, int Version, IReadOnlyList<DefinitionStepDto> Steps);

/// <summary>A step of a definition.</summary>
internal sealed record DefinitionStepDto(string Path, bool Compensates, int Retries);

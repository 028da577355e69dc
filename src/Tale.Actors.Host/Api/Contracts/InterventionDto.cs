using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>What an operator did.</summary>
internal sealed record InterventionDto(DateTimeOffset At, string CommandId, OperatorAction Action, string? Step, string Who, string Why);

namespace Tale.Actors.Host.Api.Contracts;

/// <summary>The operations of a node, the newest first, without their refusals.</summary>
internal sealed record OperationListDto(IReadOnlyList<OperationDto> Operations);

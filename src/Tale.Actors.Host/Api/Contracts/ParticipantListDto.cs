namespace Tale.Actors.Host.Api.Contracts;

/// <summary>The participants that something was to be sent to since the node was started.</summary>
internal sealed record ParticipantListDto(IReadOnlyList<ParticipantDto> Participants);

using Microsoft.AspNetCore.Http.HttpResults;
using Tale.Actors.Host.Api.Contracts;

namespace Tale.Actors.Host.Api;

/// <summary>Shows the actors that play steps of transactions of this node, and which of them do not answer.</summary>
internal static class ParticipantEndpoints
{
    public static void MapParticipants(this IEndpointRouteBuilder routes) => routes.MapGet("/participants", List);

    private static Ok<ParticipantListDto> List(ITaleParticipants participants) => TypedResults.Ok(
        new ParticipantListDto(
        [
            .. participants.Circuits.Select(circuit => new ParticipantDto(
                circuit.Address, circuit.State, circuit.Failures, circuit.Parked, circuit.OpenUntil)),
        ]));
}

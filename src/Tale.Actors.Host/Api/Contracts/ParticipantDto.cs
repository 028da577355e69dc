namespace Tale.Actors.Host.Api.Contracts;

/// <summary>An actor that plays steps, as this node knows it.</summary>
/// <param name="Address">Where it is found.</param>
/// <param name="State">closed: requests are sent to it; open: none is; half-open: one is, to try it.</param>
/// <param name="Failures">How many in a row had no answer.</param>
/// <param name="Parked">How many attempts wait until it answers again.</param>
/// <param name="OpenUntil">When it is tried again; null while it is closed, or being tried.</param>
internal sealed record ParticipantDto(string Address, CircuitState State, int Failures, int Parked, DateTimeOffset? OpenUntil);

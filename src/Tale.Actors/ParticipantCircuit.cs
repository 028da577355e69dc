namespace Tale.Actors;

/// <summary>What a node knows of a participant, an actor that plays steps: whether it answers.</summary>
/// <param name="Address">Where it is found, for example <c>path /user/hotels</c> or <c>registry key HotelDesk</c>.</param>
/// <param name="State">Whether requests are sent to it.</param>
/// <param name="Failures">
/// How many attempts in a row had no answer in their time, or found nobody there. An answer of any kind makes it zero.
/// </param>
/// <param name="Parked">
/// How many attempts wait until it is there again: those that were not sent, and those that were and had no answer when the circuit opened.
/// </param>
/// <param name="OpenUntil">When it is tried again (UTC); null while it is closed, or being tried.</param>
public sealed record ParticipantCircuit(string Address, CircuitState State, int Failures, int Parked, DateTimeOffset? OpenUntil);

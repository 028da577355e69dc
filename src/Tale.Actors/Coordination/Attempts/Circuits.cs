using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Definitions;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// The circuits of a node, one for each participant that something was to be sent to. Addresses stand in definitions, so there are never
/// more than those have.
/// </summary>
/// <param name="timer">A <see cref="CircuitTimer"/>.</param>
/// <param name="random">Samples how long they are open. Used from many threads.</param>
internal sealed class Circuits(CircuitSettings settings, NodeClock clock, IActorRef timer, ILoggingAdapter log, Random random)
    : ITaleParticipants
{
    private readonly ConcurrentDictionary<ParticipantAddress, Circuit> _circuits = new();

    IReadOnlyList<ParticipantCircuit> ITaleParticipants.Circuits =>
        [.. _circuits.Values.Select(circuit => circuit.View).OrderBy(circuit => circuit.Address, StringComparer.Ordinal)];

    /// <summary>Null: circuits are switched off.</summary>
    public Circuit? Of(ParticipantAddress address) => settings.IsOn
        ? _circuits.GetOrAdd(address, static (address, all) => all.New(address), this)
        : null;

    private Circuit New(ParticipantAddress address) => new(address, settings, clock, timer, log, random);
}

using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Protocol;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace Tale.Actors.Journal.Plugin;

/// <summary>Turns events into rows and back by Akka's serialization.</summary>
internal sealed class EventSerialization(ExtendedActorSystem system, long maxEventSize)
{
    private readonly AkkaSerialization _serialization = system.Serialization;

    /// <summary>Runs what serializes, so that references to actors are written with this system's address.</summary>
    public TResult WithTransport<TState, TResult>(TState state, Func<TState, TResult> run) =>
        AkkaSerialization.WithTransport(system, state, run);

    /// <exception cref="Exception">
    /// The payload does not serialize, or is larger than allowed, or no store can hold the id or a manifest: the write is to be rejected.
    /// </exception>
    public EventWrite Write(AtomicWrite write, Func<IPersistentRepresentation, IPersistentRepresentation> adapt, DateTimeOffset now)
    {
        StorableText.ThrowIfNoId(write.PersistenceId);
        var representations = (IReadOnlyList<IPersistentRepresentation>)write.Payload;
        var events = new StoredEvent[representations.Count];
        IndexUpdate? index = null;
        for (var i = 0; i < events.Length; i++)
        {
            var representation = adapt(representations[i]);
            var payload = representation.Payload is Tagged tagged ? tagged.Payload : representation.Payload;
            events[i] = Write(representation, payload, now);
            if (IndexChange.Of(payload) is { } change)
                index = IndexUpdate.Add(index, change);
        }
        return new EventWrite(write.PersistenceId, events, index);
    }

    public IPersistentRepresentation Read(string persistenceId, StoredEvent stored) => new Persistent(
        Payload(persistenceId, stored), stored.SequenceNr, persistenceId, stored.AdapterManifest ?? "", false, ActorRefs.NoSender,
        WriterId.Decode(stored.Writer), stored.WrittenAt);

    private StoredEvent Write(IPersistentRepresentation representation, object payload, DateTimeOffset now)
    {
        var serializer = _serialization.FindSerializerFor(payload);
        var data = serializer.ToBinary(payload);
        if (data.Length > maxEventSize)
            throw new EventTooLargeException(representation.PersistenceId, representation.SequenceNr, data.Length, maxEventSize);
        var manifest = AkkaSerialization.ManifestFor(serializer, payload) ?? "";
        StorableText.ThrowIfNotStorable(manifest, "manifest");
        StorableText.ThrowIfNotStorable(representation.Manifest, "manifest of the event adapter");
        return new StoredEvent(
            representation.SequenceNr, serializer.Identifier, manifest, data,
            WriterId.Encode(representation.WriterGuid),
            representation.Timestamp == 0 ? now.UtcTicks : representation.Timestamp,
            string.IsNullOrEmpty(representation.Manifest) ? null : representation.Manifest);
    }

    // A transaction whose log cannot be read is suspended, not lost: it gets a marker in place of the event. Any other actor's recovery
    // fails. Its rows are read by the serializer of events only: a row that names another one, and with it a CLR type, is refused.
    private object Payload(string persistenceId, StoredEvent stored)
    {
        if (!TransactionIds.IsTransaction(persistenceId))
            return _serialization.Deserialize(stored.Data, stored.SerializerId, stored.Manifest);
        var expected = _serialization.FindSerializerForType(typeof(Event)).Identifier;
        if (stored.SerializerId != expected)
            return new Event.Unreadable(
                stored.Manifest, $"Event {stored.SequenceNr} was written by serializer {stored.SerializerId}, not by {expected}.");
        try
        {
            return _serialization.Deserialize(stored.Data, stored.SerializerId, stored.Manifest);
        }
        catch (Exception e)
        {
            return new Event.Unreadable(stored.Manifest, $"Event {stored.SequenceNr} cannot be read: {e.GetType().Name}.");
        }
    }
}

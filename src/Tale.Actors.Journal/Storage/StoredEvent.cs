namespace Tale.Actors.Journal.Storage;

/// <summary>One event as it lies in the database.</summary>
/// <param name="SequenceNr">Its number in the log of its persistence id, from 1.</param>
/// <param name="SerializerId">The Akka serializer that wrote the bytes.</param>
/// <param name="Manifest">That serializer's manifest; empty when it needs none.</param>
/// <param name="Data">The bytes.</param>
/// <param name="Writer">Which incarnation wrote it, as encoded by <see cref="WriterId"/>.</param>
/// <param name="WrittenAt">When, in ticks (UTC), as Akka's <c>Timestamp</c>.</param>
/// <param name="AdapterManifest">The manifest of the event adapter; null when there is none, which is the rule.</param>
internal sealed record StoredEvent(
    long SequenceNr, int SerializerId, string Manifest, byte[] Data, byte[] Writer, long WrittenAt, string? AdapterManifest);

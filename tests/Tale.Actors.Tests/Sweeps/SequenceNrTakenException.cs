using Tale.Actors.Index;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>A unique violation, as a database with a key on (id, sequence number) reports it.</summary>
internal sealed class SequenceNrTakenException() : Exception("the sequence number is taken"), ISequenceNrTaken;

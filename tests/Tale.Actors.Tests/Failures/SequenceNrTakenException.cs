using Tale.Actors.Index;

namespace Tale.Actors.Tests.Failures;

/// <summary>As from a journal whose unique key has found another owner's event.</summary>
public sealed class SequenceNrTakenException() : Exception("another owner was there first"), ISequenceNrTaken;

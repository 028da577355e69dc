using Tale.Actors.Index;

namespace Tale.Actors.Journal.Storage;

/// <summary>
/// A sequence number was taken already: another owner has written this log since. The write was refused and nothing of it was stored; the
/// owner that got this must recover before it goes on.
/// </summary>
public sealed class StaleWriteException : Exception, ISequenceNrTaken
{
    internal StaleWriteException(string persistenceId, long sequenceNr, Exception? inner = null)
        : base($"The log of '{persistenceId}' was written by another owner: sequence number {sequenceNr} is taken.", inner) { }
}

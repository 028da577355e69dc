using Tale.Actors.Index;

namespace Tale.Actors.Journal.Storage;

/// <summary>
/// A write does not follow what is stored: a sequence number was taken already, by another owner, or the number before it is missing, because
/// the database has lost the end of the log (a restored backup, a standby that lagged behind). The write was refused and nothing of it was
/// stored; the owner that got this must recover before it goes on.
/// </summary>
public sealed class StaleWriteException : Exception, ISequenceNrTaken
{
    private StaleWriteException(string message, Exception? inner) : base(message, inner) { }

    /// <summary>Another owner has stored an event under the number.</summary>
    internal static StaleWriteException Taken(EventWrite write, Exception? inner = null) => new(
        $"The log of '{write.PersistenceId}' was written by another owner: sequence number {write.FirstSequenceNr} is taken.", inner);

    /// <summary>The number was deleted, or the one before it is neither stored nor deleted.</summary>
    internal static StaleWriteException NotNext(EventWrite write, Exception? inner = null) => new(
        $"The log of '{write.PersistenceId}' does not go on with sequence number {write.FirstSequenceNr}: either it was deleted, or number "
        + $"{write.After} is not there. Then the database has lost the end of the log, as a restored backup has, or a standby that lagged behind.",
        inner);
}

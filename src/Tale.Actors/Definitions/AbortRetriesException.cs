namespace Tale.Actors.Definitions;

/// <summary>Thrown by a step, also on its first attempt, to give up at once: no further attempt is made.</summary>
public sealed class AbortRetriesException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why trying again is pointless.</param>
    /// <param name="innerException">The error behind it, if any; it is recorded too.</param>
    public AbortRetriesException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

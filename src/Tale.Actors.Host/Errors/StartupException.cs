namespace Tale.Actors.Host.Errors;

/// <summary>The process cannot do what it was asked for. The message is one line that names the next action.</summary>
internal sealed class StartupException(string message, int exitCode = ExitCodes.Failed, Exception? innerException = null)
    : Exception(message, innerException)
{
    public int ExitCode => exitCode;
}

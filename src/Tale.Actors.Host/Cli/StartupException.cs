namespace Tale.Actors.Host.Cli;

/// <summary>The process cannot do what it was asked for. The message is one line that names the next action.</summary>
internal sealed class StartupException(string message, int exitCode = ExitCodes.Failed, Exception? innerException = null) : Exception(message, innerException)
{
    public int ExitCode => exitCode;
}

/// <summary>What the process exits with.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>It was asked well, but could not, or the demo's contents were wrong.</summary>
    public const int Failed = 1;

    /// <summary>It was asked for something that it does not do.</summary>
    public const int Usage = 2;
}

namespace Tale.Actors.Host.Errors;

/// <summary>The process's exit codes.</summary>
internal static class ExitCodes
{
    /// <summary>Everything that was asked for was done.</summary>
    public const int Success = 0;

    /// <summary>The command was understood but could not be carried out, or the demo's contents were wrong.</summary>
    public const int Failed = 1;

    /// <summary>The command line asks for something that does not exist or is not allowed.</summary>
    public const int Usage = 2;
}

using System.Diagnostics;

namespace Tale.Actors.Benchmarks.Measuring;

/// <summary>The benchmark once more, in a process of its own.</summary>
internal static class ThisProgram
{
    /// <summary>Its input and output are the caller's.</summary>
    public static Process Start(string[] arguments)
    {
        // Started as "dotnet Tale.Actors.Benchmarks.dll", the program is what dotnet is told first.
        var isDotnet = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        string[] all = isDotnet ? [Environment.GetCommandLineArgs()[0], .. arguments] : arguments;
        return Process.Start(new ProcessStartInfo(Environment.ProcessPath!, all) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
    }
}

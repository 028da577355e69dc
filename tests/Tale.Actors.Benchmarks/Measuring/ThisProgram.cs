using System.Diagnostics;

namespace Tale.Actors.Benchmarks.Measuring;

/// <summary>The benchmark once more, in a process of its own.</summary>
internal static class ThisProgram
{
    /// <summary>Its input and output are the caller's.</summary>
    public static Process Start(string[] arguments) =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
}

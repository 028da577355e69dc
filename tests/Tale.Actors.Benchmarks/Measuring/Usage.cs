using System.Diagnostics;
using Tale.Actors.Benchmarks.Journals;

namespace Tale.Actors.Benchmarks.Measuring;

/// <summary>What this process has used so far.</summary>
internal static class Usage
{
    /// <summary>Processor time, with that of a database server that works for the journal.</summary>
    public static TimeSpan Cpu(JournalChoice journal)
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime + journal.ProcessorTime;
    }

    public static double PeakRssMb()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / (1024.0 * 1024.0);
    }
}

using System.Runtime.InteropServices;
using Npgsql;
using Spectre.Console;
using Tale.Actors.Host.Errors;
using Tale.Actors.Host.Runtime;

namespace Tale.Actors.Host.Demo;

/// <summary>
/// Runs the README's first command: a node in a process of its own, bookings over HTTP, and a check of what every service holds.
/// </summary>
/// <remarks>
/// <code>
/// DemoData: an empty directory, and an empty schema if the journal is on PostgreSQL
/// HolidayDemo | CrashDemo | OperatorDemo | ClusterDemo --starts, kills--> NodeProcess
///      |--HTTP--> NodeApi             bookings, the services' behaviour and ledgers
///      |--------> BookingProgress     polls a booking, writes its lines
///      '--------> DemoReport          compares the ledgers with ExpectedLedger
/// </code>
/// </remarks>
internal static class DemoCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <returns>0 only if every service holds what it should.</returns>
    /// <param name="act">What is shown, on data of its own.</param>
    /// <param name="postgres">The database of the node's journal; null: a SQLite file.</param>
    public static async Task<int> RunAsync(Func<IAnsiConsole, DemoData, CancellationToken, Task<bool>> act, PostgresConnections? postgres)
    {
        using var stop = new CancellationTokenSource(Limit);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        if (!AnsiConsole.Profile.Out.IsTerminal)
            AnsiConsole.Profile.Width = 160;   // a file or a pipe has no width; do not fold its lines at 80
        try
        {
            await using var data = await DemoData.CreateAsync(postgres, stop.Token);
            return await act(AnsiConsole.Console, data, stop.Token) ? ExitCodes.Success : ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new StartupException(
                $"The demo was stopped before its end (by a signal, or after {Limit.TotalMinutes} minutes); run it again.");
        }
        catch (Exception error) when (error is HttpRequestException or InvalidOperationException)
        {
            throw new StartupException($"The demo's node did not do its work: {OneLine.Of(error.Message)}; run it again.", innerException: error);
        }
        catch (NpgsqlException error)
        {
            throw new StartupException(
                $"The demo cannot use the {postgres} ({OneLine.Of(error.Message)}); correct --postgres ({PostgresConnections.Variable}).",
                innerException: error);
        }
    }

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = true;   // the node and the directory are cleaned up first
        stop.Cancel();
    }
}

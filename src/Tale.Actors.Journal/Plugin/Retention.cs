using Akka.Event;
using Tale.Actors.Journal.GroupCommit;
using Tale.Actors.Journal.Telemetry;

namespace Tale.Actors.Journal.Plugin;

/// <summary>
/// Deletes transactions that ended long ago, with their logs. A few at a time, so that the writes of running ones go in between; several
/// nodes on one database do not disturb each other.
/// </summary>
internal sealed class Retention
{
    private readonly RetentionSettings _settings;
    private readonly Deletes _deletes;
    private readonly ILoggingAdapter _log;
    private int _running;

    public Retention(RetentionSettings settings, Deletes deletes, ILoggingAdapter log) =>
        (_settings, _deletes, _log) = (settings, deletes, log);

    /// <summary>
    /// Deletes all that ended before <paramref name="now"/> minus the time that they are kept; does nothing while an earlier run is under way.
    /// </summary>
    public async Task RunAsync(DateTimeOffset now)
    {
        if (Interlocked.Exchange(ref _running, 1) == 1)
            return;
        try
        {
            long deleted;
            do
            {
                deleted = await _deletes.RunAsync(deleter => deleter.DeleteEnded(now - _settings.Keep, _settings.BatchSize)).ConfigureAwait(false);
                JournalMeter.Deleted(deleted);
            }
            while (deleted > 0);
        }
        catch (OperationCanceledException)
        {
            // The journal stops.
        }
        catch (Exception e)
        {
            _log.Warning("Retention stopped and goes on at its next turn: {0}", e.Message);
        }
        finally
        {
            Interlocked.Exchange(ref _running, 0);
        }
    }
}

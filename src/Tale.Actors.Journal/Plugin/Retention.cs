using Akka.Configuration;
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
    private readonly Deletes _deletes;
    private readonly ILoggingAdapter _log;
    private readonly int _batchSize;
    private int _running;

    private Retention(Deletes deletes, ILoggingAdapter log, TimeSpan keep, TimeSpan interval, int batchSize) =>
        (_deletes, _log, Keep, Interval, _batchSize) = (deletes, log, keep, interval, batchSize);

    /// <summary>How long an ended transaction is kept.</summary>
    public TimeSpan Keep { get; }

    public TimeSpan Interval { get; }

    /// <param name="config">The plugin's section, defaults included.</param>
    /// <returns>Null when it is off, as it is by default.</returns>
    /// <exception cref="ConfigurationException">A value cannot work.</exception>
    public static Retention? Read(Config config, Deletes deletes, ILoggingAdapter log)
    {
        if (config.GetString("retention.keep", "off") is "off" or "false")
            return null;
        return new Retention(
            deletes, log, config.GetTimeSpan("retention.keep", null, false), config.GetTimeSpan("retention.interval", null, false),
            config.GetPositiveInt("retention.batch-size"));
    }

    /// <summary>
    /// Deletes all that ended before <paramref name="now"/> minus <see cref="Keep"/>; does nothing while an earlier run is under way.
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
                deleted = await _deletes.RunAsync(deleter => deleter.DeleteEnded(now - Keep, _batchSize)).ConfigureAwait(false);
                JournalMeter.Deleted(deleted);
            }
            while (deleted == _batchSize);
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

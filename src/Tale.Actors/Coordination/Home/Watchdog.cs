using Akka.Actor;
using Akka.Event;
using Tale.Actors.Index;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Home;

/// <summary>
/// Reads from the index which open transactions are due, at start, when it is told to, and for ever after, and has them woken.
/// Level-triggered: waking a live one does nothing, and one that was missed is met at the next turn.
/// </summary>
internal sealed class Watchdog(
    ITransactionIndex index, IWaker waker, TaleSettings settings, Random random, WatchdogPulse pulse) : UntypedActor, IWithTimers
{
    private bool _hasFailed;
    private bool _isReading;
    private bool _isAsked;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Self.Tell(Turn.Instance);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Turn or LookNow when !_isReading:
                Read(null);
                break;
            case Turn or LookNow:
                _isAsked = true;   // what has been read already may be out of date
                break;
            case Batch batch:
                OnBatch(batch.Due);
                break;
            case Status.Failure failure:
                OnFailure(failure.Cause);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Read(DueTransaction? after)
    {
        _isReading = true;
        DueAsync(Context.System.Scheduler.Now.ToUniversalTime(), after).PipeTo(Self, success: due => new Batch(due));
    }

    /// <summary>An index may fail before it has returned a task.</summary>
    private async Task<IReadOnlyList<DueTransaction>> DueAsync(DateTimeOffset now, DueTransaction? after) =>
        await index.DueAsync(now, after, settings.WatchdogBatchSize);

    /// <summary>A turn reads to the end: what stays due, because it is in memory or cannot go on, holds up nobody behind it.</summary>
    private void OnBatch(IReadOnlyList<DueTransaction> due)
    {
        _hasFailed = false;
        foreach (var transaction in due)
            waker.Wake(transaction.TransactionId);
        if (due.Count == settings.WatchdogBatchSize)
            Read(due[^1]);
        else
        {
            waker.TurnIsOver();
            ScheduleTurn();
        }
    }

    private void OnFailure(Exception cause)
    {
        if (!_hasFailed)
            Context.GetLogger().Warning(
                "The transaction index cannot be read ({0}: {1}); trying again every {2}",
                cause.GetType().Name, cause.Message, settings.WatchdogInterval);
        _hasFailed = true;
        ScheduleTurn();
    }

    /// <summary>Jittered, so that nodes that started together do not read together.</summary>
    private void ScheduleTurn()
    {
        _isReading = false;
        if (!_hasFailed)
            pulse.Beat();
        if (_isAsked && !_hasFailed)
            Self.Tell(LookNow.Instance);
        _isAsked = false;
        Timers.StartSingleTimer(Turn.Instance, Turn.Instance, settings.WatchdogInterval * (0.75 + (0.5 * random.NextDouble())));
    }

    private sealed record Batch(IReadOnlyList<DueTransaction> Due) : INoSerializationVerificationNeeded;

    private sealed class Turn : INoSerializationVerificationNeeded
    {
        public static readonly Turn Instance = new();
    }
}

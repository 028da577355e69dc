using Akka.Event;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Telemetry;

namespace Tale.Actors.Journal.GroupCommit;

/// <summary>
/// Group commit: one thread that drains the queue, stores what it found in one database transaction and confirms all of it. The slower the
/// disk, the larger the batches.
/// </summary>
internal sealed class WriterLoop : IDisposable
{
    private readonly IEventStore _store;
    private readonly WriterSettings _settings;
    private readonly ILoggingAdapter _log;
    private readonly WriteQueue _queue;
    private readonly HealthGate _gate;
    private readonly ManualResetEventSlim _stopping = new();
    private readonly Thread _thread;
    private readonly List<EventWrite> _parts = [];
    private IEventWriter? _writer;

    private WriterLoop(IEventStore store, WriterSettings settings, ILoggingAdapter log)
    {
        (_store, _settings, _log) = (store, settings, log);
        _queue = new WriteQueue(settings.QueueLimit, settings.Linger);
        _gate = new HealthGate(settings.HangTimeout, settings.What);
        _thread = new Thread(Run) { IsBackground = true, Name = "tale-journal-writer" };
    }

    /// <summary>Starts the thread; it connects at once, and shuts the gate if it cannot.</summary>
    public static WriterLoop Start(IEventStore store, WriterSettings settings, ILoggingAdapter log)
    {
        var loop = new WriterLoop(store, settings, log);
        loop._thread.Start();
        return loop;
    }

    /// <inheritdoc cref="WriterSettings.What" />
    public string What => _settings.What;

    /// <summary>How many writes wait.</summary>
    public int Waiting => _queue.Count;

    /// <inheritdoc cref="HealthGate.Trouble" />
    public string? Trouble => _gate.Trouble;

    /// <summary>Queues a write. The answer comes once, from any thread: null when it is durable, else why it is not stored, or that nobody knows.</summary>
    public void Write(IReadOnlyList<EventWrite> writes, Action<Exception?> answer)
    {
        try
        {
            _gate.ThrowIfShut();
            _queue.Add(new PendingWrite(writes, answer));
        }
        catch (Exception e) when (e is JournalUnavailableException or JournalOverloadedException)
        {
            answer(e);
        }
    }

    /// <summary>Queues a write. The task ends when it is durable, or fails when it is not stored or nobody knows.</summary>
    public Task WriteAsync(IReadOnlyList<EventWrite> writes)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Write(writes, failure =>
        {
            if (failure is null)
                done.SetResult();
            else
                done.SetException(failure);
        });
        return done.Task;
    }

    /// <summary>Answers those that have waited for longer than this.</summary>
    public void GiveUpAfter(TimeSpan timeout) => _queue.GiveUpAfter(timeout);

    /// <summary>Queues other work for the writer's connection. It runs between two batches.</summary>
    public Task<long> RunAsync(Func<IEventWriter, long> work)
    {
        try
        {
            _gate.ThrowIfShut();
            var job = new WriterJob(work);
            _queue.Add(job);
            return job.Task;
        }
        catch (Exception e)
        {
            return Task.FromException<long>(e);
        }
    }

    /// <inheritdoc cref="WriteQueue.WhenSettledAsync" />
    public Task WhenSettledAsync(string persistenceId) => _queue.WhenSettledAsync(persistenceId);

    /// <summary>Refuses new work, finishes what is queued and ends the thread.</summary>
    public void Dispose()
    {
        _queue.Close();
        _stopping.Set();
        if (_thread.Join(_settings.HangTimeout))
            _stopping.Dispose();
    }

    private void Run()
    {
        var batch = new List<PendingWrite>();
        OpenOrShut();
        WaitUntilUp();
        while (_queue.Take(_settings.MaxBatchEvents, _settings.MaxBatchBytes, batch, out var job))
        {
            Store(batch);
            if (job is not null)
                RunJob(job);
            WaitUntilUp();
        }
        CloseWriter();
    }

    private void Store(List<PendingWrite> batch)
    {
        if (batch.Count == 0)
            return;
        foreach (var write in batch.Where(write => write.IsAbandoned))
            write.Failure = new OperationCanceledException("The write was given up while it waited; nothing of it was stored.");
        var live = batch.FindAll(write => write.Failure is null);
        if (live.Count > 0 && TryWrite(live) is { } failure)
            Separate(live, failure);
        _queue.Settle(batch);
    }

    // One bad write must not fail its neighbours: each of them gets a transaction of its own. If the database is in trouble there is no point.
    private void Separate(List<PendingWrite> batch, Exception failure)
    {
        if (batch.Count == 1)
        {
            batch[0].Failure = failure;
            return;
        }
        foreach (var write in batch)
        {
            write.Failure = _gate.IsDown ? failure : TryWrite([write]);
            failure = write.Failure ?? failure;   // the rest shares the fate of the one that met the trouble, not of the first culprit
        }
    }

    private Exception? TryWrite(List<PendingWrite> writes)
    {
        _parts.Clear();
        foreach (var write in writes)
            _parts.AddRange(write.Writes);
        var failure = Guarded(writer => writer.Write(_parts));
        if (failure is null)
            JournalMeter.BatchStored(_parts.Count, _settings.What);
        return failure;
    }

    private void RunJob(WriterJob job)
    {
        if (Guarded(job.Run) is { } failure)
            job.Fail(failure);
    }

    // Returns what went wrong. Trouble of the database shuts the gate; any other is left to the one who caused it.
    private Exception? Guarded(Action<IEventWriter> call)
    {
        try
        {
            _gate.CallBegins();
            call(_writer ?? throw new JournalUnavailableException($"The {_settings.What} has no connection to its database."));
            return null;
        }
        catch (Exception e)
        {
            if (_writer is null || _store.IsUnavailable(e))
                Shut(e);
            return e;
        }
        finally
        {
            _gate.CallEnds();
        }
    }

    private void OpenOrShut()
    {
        try
        {
            _gate.CallBegins();
            _writer = _store.OpenWriter();
            _writer.Probe();
            if (_gate.IsDown)
                _log.Info("The {0}'s database is available again.", _settings.What);
            _gate.Open();
        }
        catch (Exception e)
        {
            Shut(e);
        }
        finally
        {
            _gate.CallEnds();
        }
    }

    private void WaitUntilUp()
    {
        for (var delay = _settings.ProbeDelay; _gate.IsDown && !_stopping.IsSet; delay = Min(delay * 2, _settings.MaxProbeDelay))
        {
            FailQueued();
            if (!_stopping.Wait(delay))
                OpenOrShut();
        }
    }

    // What was queued before the gate shut is answered now, not when the database comes back.
    private void FailQueued()
    {
        var rest = new List<PendingWrite>();
        while (_queue.HasWork && _queue.Take(int.MaxValue, long.MaxValue, rest, out var job))
        {
            foreach (var write in rest)
                write.Failure = new JournalUnavailableException($"The {_settings.What}'s database is not available; nothing of the write was stored.");
            _queue.Settle(rest);
            job?.Fail(new JournalUnavailableException($"The {_settings.What}'s database is not available."));
        }
    }

    private void Shut(Exception cause)
    {
        if (!_gate.IsDown)
            _log.Error(cause, "The {0}'s database is not available; writes are refused until it is.", _settings.What);
        _gate.Shut(cause);
        CloseWriter();
    }

    private void CloseWriter()
    {
        try
        {
            _writer?.Dispose();
        }
        catch (Exception e)
        {
            _log.Debug("Closing a broken connection failed: {0}", e.Message);
        }
        _writer = null;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

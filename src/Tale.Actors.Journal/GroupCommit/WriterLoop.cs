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
    /// <summary>One transaction's next write comes within this time, as a rule.</summary>
    private static readonly TimeSpan Watch = TimeSpan.FromMicroseconds(200);

    private readonly WriterSettings _settings;
    private readonly TimeProvider _time;
    private readonly WriteQueue _queue;
    private readonly HealthGate _gate;
    private readonly WriterConnection _connection;
    private readonly ManualResetEventSlim _stopping = new();
    private readonly Thread _thread;
    private readonly List<EventWrite> _parts = [];

    private WriterLoop(IEventStore store, WriterSettings settings, ILoggingAdapter log, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        _queue = new WriteQueue(settings.QueueLimit, settings.QueueLimitBytes, settings.Linger, store.IsInProcess ? Watch : TimeSpan.Zero);
        _gate = new HealthGate(settings.HangTimeout, settings.Database, time);
        _connection = new WriterConnection(store, _gate, settings.Database, log);
        _thread = new Thread(Run) { IsBackground = true, Name = "tale-journal-writer" };
    }

    /// <summary>Starts the thread; it connects at once, and refuses writes if it cannot.</summary>
    public static WriterLoop Start(IEventStore store, WriterSettings settings, ILoggingAdapter log, TimeProvider time)
    {
        var loop = new WriterLoop(store, settings, log, time);
        loop._thread.Start();
        return loop;
    }

    /// <inheritdoc cref="WriterSettings.Database" />
    public string Database => _settings.Database;

    /// <summary>How many writes wait.</summary>
    public int Waiting => _queue.Count;

    /// <summary>How many bytes of events they have.</summary>
    public long WaitingBytes => _queue.Bytes;

    /// <inheritdoc cref="HealthGate.Trouble" />
    public string? Trouble => _gate.Trouble;

    /// <summary>
    /// Queues a write. The answer comes once, from any thread: null when it is durable, else why it is not stored, or that nobody knows.
    /// </summary>
    public void Write(IReadOnlyList<EventWrite> writes, Action<Exception?> answer)
    {
        try
        {
            _gate.ThrowIfRefusing();
            _queue.Add(new PendingWrite(writes, answer, _time));
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
    public Task<long> RunAsync(Func<IEventWriter, long> work) => RunAsync(new WriterJob(work));

    /// <summary>Queues what does what writes do. If it fails, for whatever reason, writes are refused.</summary>
    public Task ProveAsync(Action<IEventWriter> work) => RunAsync(new WriterJob(
        writer =>
        {
            work(writer);
            return 0;
        },
        isProbe: true));

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

    private Task<long> RunAsync(WriterJob job)
    {
        try
        {
            _gate.ThrowIfRefusing();
            _queue.Add(job);
            return job.Task;
        }
        catch (Exception e)
        {
            return Task.FromException<long>(e);
        }
    }

    private void Run()
    {
        var batch = new List<PendingWrite>();
        _connection.Open();
        WaitUntilUp();
        while (_queue.Take(_settings.MaxBatchEvents, _settings.MaxBatchBytes, batch, out var job))
        {
            Store(batch);
            if (job is not null)
                RunJob(job);
            WaitUntilUp();
        }
        _connection.End();
    }

    private void Store(List<PendingWrite> batch)
    {
        if (batch.Count == 0)
            return;
        foreach (var write in batch.Where(write => write.IsAbandoned))
            write.Failure = GivenUp();
        var live = batch.FindAll(write => write.Failure is null);
        if (live.Count > 0 && TryWrite(live) is { } failure)
            Separate(live, failure);
        _queue.Settle(batch);
    }

    // One bad write must not fail its neighbours: each of them gets a transaction of its own. If the database is in trouble there is no
    // point. Whether a failure that may be anything was the write's own, the probe says: it fails as well if it was not.
    private void Separate(List<PendingWrite> batch, Exception failure)
    {
        if (batch.Count == 1)
        {
            batch[0].Failure = failure;
        }
        else
        {
            foreach (var write in batch)
            {
                if (!_gate.IsDown && write.IsAbandoned)
                {
                    write.Failure = GivenUp();
                    continue;
                }
                write.Failure = _gate.IsDown ? failure : TryWrite([write]);
                failure = write.Failure ?? failure;   // the rest shares the fate of the one that met the trouble, not of the first culprit
            }
        }
        if (!_gate.IsDown && batch.Exists(write => write.Failure is not (null or StaleWriteException or OperationCanceledException)))
            _connection.Prove(writer => writer.Probe(ProbeLog.Room));
    }

    private static OperationCanceledException GivenUp() => new("The write was given up while it waited; nothing of it was stored.");

    private Exception? TryWrite(List<PendingWrite> writes)
    {
        _parts.Clear();
        foreach (var write in writes)
            _parts.AddRange(write.Writes);
        var failure = _connection.Try(writer => writer.Write(_parts));
        if (failure is null)
            JournalMeter.BatchStored(_parts.Count, _settings.What);
        return failure;
    }

    private void RunJob(WriterJob job)
    {
        if ((job.IsProbe ? _connection.Prove(job.Run) : _connection.Try(job.Run)) is { } failure)
            job.Fail(failure);
    }

    private void WaitUntilUp()
    {
        for (var delay = _settings.ProbeDelay; _gate.IsDown && !_stopping.IsSet; delay = Min(delay * 2, _settings.MaxProbeDelay))
        {
            FailQueued();
            if (!_stopping.Wait(delay))
                _connection.Open();
        }
    }

    // What was queued before the gate refused is answered now, not when the database comes back.
    private void FailQueued()
    {
        var why = _gate.Trouble ?? $"The {_settings.Database} is not available.";
        var rest = new List<PendingWrite>();
        while (_queue.HasWork && _queue.Take(int.MaxValue, long.MaxValue, rest, out var job))
        {
            foreach (var write in rest)
                write.Failure = new JournalUnavailableException($"{why} Nothing of the write was stored.");
            _queue.Settle(rest);
            job?.Fail(new JournalUnavailableException(why));
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

using Akka.Dispatch;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// Threads for step code alone. As many as there are processors work; for every one that stays in the same piece of work for longer than a
/// tick, as step code that blocks does, another one joins in. A thread without work sleeps at once: threads that spin for work take the
/// processor from whoever has some.
/// </summary>
internal sealed class StepExecutor : ExecutorService, IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    private readonly object _lock = new();
    private readonly Queue<IRunnable> _queue = new();
    private readonly List<Worker> _workers = [];
    private readonly Timer _timer;
    private readonly int _most;
    private int _idle;
    private int _woken;
    private int _blocked;
    private bool _isTicking;
    private bool _isClosed;

    /// <param name="id">The name of its threads.</param>
    /// <param name="most">The most threads there may be.</param>
    public StepExecutor(string id, int most)
        : base(id)
    {
        _most = most;
        _timer = new Timer(_ => OnTick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override void Execute(IRunnable run)
    {
        lock (_lock)
        {
            if (_isClosed)
                throw new RejectedExecutionException($"{Id} is shut down.", null);
            _queue.Enqueue(run);
            CallWorkers();
        }
    }

    /// <summary>What is queued is still done; then the threads end.</summary>
    public override void Shutdown()
    {
        lock (_lock)
        {
            _isClosed = true;
            Dispose();
            Monitor.PulseAll(_lock);
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Wakes or makes one thread if there is work for it. Those that are on their way count: a burst must not wake all.</summary>
    private void CallWorkers()
    {
        var busy = _workers.Count - _idle;
        if (_queue.Count > _woken && busy + _woken < Environment.ProcessorCount + _blocked)
        {
            if (_woken < _idle)
            {
                _woken++;
                Monitor.Pulse(_lock);
            }
            else if (_workers.Count < _most)
            {
                _workers.Add(new Worker(this));
            }
        }
        if (_queue.Count > 0 && !_isTicking && !_isClosed)
        {
            _isTicking = true;
            _timer.Change(Tick, Tick);
        }
    }

    /// <summary>While work waits: finds the threads that are still in what they were in at the last tick.</summary>
    private void OnTick()
    {
        lock (_lock)
        {
            if (_isClosed)
                return;
            _blocked = _workers.Count(worker => worker.IsInSameWork());
            if (_queue.Count > 0)
            {
                CallWorkers();
                return;
            }
            _isTicking = false;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private IRunnable? Next()
    {
        lock (_lock)
        {
            IRunnable? run;
            while (!_queue.TryDequeue(out run))
            {
                if (_isClosed)
                    return null;
                _idle++;
                Monitor.Wait(_lock);
                _idle--;
                _woken--;
            }
            CallWorkers();
            return run;
        }
    }

    private sealed class Worker
    {
        private readonly StepExecutor _executor;
        private long _work;
        private long _seen = -1;

        public Worker(StepExecutor executor)
        {
            _executor = executor;
            new Thread(Run) { IsBackground = true, Name = executor.Id }.Start();
        }

        /// <summary>Whether it has worked without a pause since this was asked before.</summary>
        public bool IsInSameWork()
        {
            var work = Volatile.Read(ref _work);
            var isSame = work % 2 == 1 && work == _seen;
            _seen = work;
            return isSame;
        }

        private void Run()
        {
            while (_executor.Next() is { } run)
            {
                // Odd while it works.
                Volatile.Write(ref _work, _work + 1);
                run.Run();
                Volatile.Write(ref _work, _work + 1);
            }
        }
    }
}

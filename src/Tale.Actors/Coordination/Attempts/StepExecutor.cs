using System.Diagnostics.CodeAnalysis;
using Akka.Dispatch;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// Threads for step code alone. As many as there are processors work; for every one that stays in the same piece of work for longer than a
/// tick, as step code that blocks does, another one joins in. A thread without work sleeps at once: threads that spin for work take the
/// processor from whoever has some.
/// What step code does after an await is done here too, so it may block then as well; the thread pool is everybody's. Only when all
/// threads there may be are blocked does the pool do it: they may be waiting for it.
/// </summary>
internal sealed class StepExecutor : ExecutorService, IDisposable
{
    /// <summary>So many continuations are taken before a piece of work that is queued: none waits for ever behind code that awaits again and again.</summary>
    private const int ContinuationsInARow = 16;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    private readonly object _lock = new();
    private readonly Queue<IRunnable> _queue = new();
    private readonly Queue<Continuation> _continuations = new();
    private readonly SynchronizationContext _context;
    private readonly List<Worker> _workers = [];
    private readonly Timer _timer;
    private readonly int _most;
    private int _idle;
    private int _woken;
    private int _blocked;
    private int _inARow;
    private bool _isTicking;
    private bool _isClosed;

    /// <param name="id">The name of its threads.</param>
    /// <param name="most">The most threads there may be.</param>
    public StepExecutor(string id, int most)
        : base(id)
    {
        _most = most;
        _context = new Context(this);
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

    /// <summary>Before what is queued: it belongs to work that has begun. It is never refused.</summary>
    private void Continue(Continuation continuation)
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                _continuations.Enqueue(continuation);
                CallWorkers();
                return;
            }
        }
        ThreadPool.UnsafeQueueUserWorkItem(continuation, preferLocal: false);
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
        var queued = _queue.Count + _continuations.Count;
        if (queued > _woken && busy + _woken < Environment.ProcessorCount + _blocked)
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
        if (queued > 0 && !_isTicking && !_isClosed)
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
            while (_blocked == _most && _continuations.TryDequeue(out var continuation))
                ThreadPool.UnsafeQueueUserWorkItem(continuation, preferLocal: false);
            if (_queue.Count + _continuations.Count > 0)
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
            while (!TryDequeue(out run))
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

    private bool TryDequeue([NotNullWhen(true)] out IRunnable? run)
    {
        if ((_inARow < ContinuationsInARow || _queue.Count == 0) && _continuations.TryDequeue(out var continuation))
        {
            _inARow++;
            run = continuation;
            return true;
        }
        _inARow = 0;
        return _queue.TryDequeue(out run);
    }

    private sealed record Continuation(Context Context, SendOrPostCallback Callback, object? State) : IRunnable, IThreadPoolWorkItem
    {
        public void Run() => Callback(State);

        /// <summary>Called by the thread pool, which knows no context of its own.</summary>
        public void Execute()
        {
            var before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(Context);
            try
            {
                Run();
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }
        }
    }

    /// <summary>That of step code: an await comes back to it.</summary>
    private sealed class Context(StepExecutor executor) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => executor.Continue(new Continuation(this, d, state));

        public override SynchronizationContext CreateCopy() => this;
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
            SynchronizationContext.SetSynchronizationContext(_executor._context);
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

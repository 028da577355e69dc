using Akka.Dispatch;

namespace Tale.Actors.Coordination.Home;

/// <summary>
/// The thread pool's shared queue, first come, first served. Akka's own executor puts what a thread of the pool tells into that thread's
/// queue, where the last comes first: of hundreds of coordinators those at the bottom then wait for the others, and so do the writes that
/// could be stored with theirs.
/// </summary>
internal sealed class FifoExecutor(string id) : ExecutorService(id)
{
    public override void Execute(IRunnable run) => ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: false);

    /// <summary>It has no threads of its own.</summary>
    public override void Shutdown()
    {
    }
}

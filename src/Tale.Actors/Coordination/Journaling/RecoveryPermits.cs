using Akka.Actor;

namespace Tale.Actors.Coordination.Journaling;

/// <summary>
/// How many logs are read at a time on a node: after a crash thousands are asked for at once, and a journal may hold a connection for each. Those that
/// have to wait are served in their order. From any thread.
/// </summary>
internal sealed class RecoveryPermits(int max)
{
    private readonly Lock _lock = new();
    private readonly Queue<RecoveryPermit> _waiting = new();
    private int _taken;

    public int Taken
    {
        get
        {
            lock (_lock)
                return _taken;
        }
    }

    /// <summary>A permit, or a place in the queue: then the reader is told <see cref="RecoveryPermit.Granted"/> when it is its turn.</summary>
    public RecoveryPermit Request(IActorRef reader)
    {
        lock (_lock)
        {
            var permit = new RecoveryPermit(this, reader) { IsGranted = _taken < max };
            if (permit.IsGranted)
                _taken++;
            else
                _waiting.Enqueue(permit);
            return permit;
        }
    }

    /// <summary>For the permit: its reader does not read, any more or after all.</summary>
    public void Release(RecoveryPermit permit)
    {
        RecoveryPermit? next = null;
        lock (_lock)
        {
            if (permit.IsReleased)
                return;
            permit.IsReleased = true;
            if (!permit.IsGranted)
                return;
            // The permit goes on to the first that still waits.
            while (_waiting.TryDequeue(out next) && next.IsReleased)
            {
            }
            if (next is null)
                _taken--;
            else
                next.IsGranted = true;
        }
        next?.Tell();
    }
}

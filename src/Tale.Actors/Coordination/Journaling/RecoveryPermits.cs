using Akka.Actor;

namespace Tale.Actors.Coordination.Journaling;

/// <summary>
/// How many logs of a database are read at a time on a node: after a crash thousands are asked for at once, and a journal may hold a connection for each. Those that
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

    /// <param name="isGranted">False: the reader is told <see cref="RecoveryPermit.Granted"/> when it is its turn.</param>
    public RecoveryPermit Request(IActorRef reader, out bool isGranted)
    {
        lock (_lock)
        {
            isGranted = _taken < max;
            var permit = new RecoveryPermit(this, reader) { IsGranted = isGranted };
            if (isGranted)
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

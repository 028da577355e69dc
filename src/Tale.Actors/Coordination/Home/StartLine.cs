using Tale.Actors.Coordination.Time;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Home;

/// <summary>
/// The starts on their way to one database, over all regions of the node. Only so many at a time are begun and not yet stored; more wait here, as messages
/// only. So what has begun is brought on before more begins, and a node with more to do than it can do holds few transactions that are half done.
/// A step that takes long holds up nobody: its transaction has been stored.
/// </summary>
internal sealed class StartLine(TaleSettings settings, NodeClock clock)
{
    private readonly Lock _lock = new();
    private readonly Queue<(StartQueue Queue, string Id, TimeSpan Since)> _waiting = new();
    private int _free = settings.MaxStarting;

    /// <summary>How many wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>Why nobody should join its end; null when somebody may.</summary>
    public string? Refusal
    {
        get
        {
            var waited = LongestWait();
            return waited > settings.MaxStartWait
                ? $"Starts have waited for {waited.TotalSeconds:N1} s to be stored, and tale.region.max-start-wait is {settings.MaxStartWait.TotalSeconds:N1} s."
                : null;
        }
    }

    /// <summary>A place now, or later: the queue is called then.</summary>
    public bool TryTake(StartQueue queue, string id)
    {
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return true;
            }
            _waiting.Enqueue((queue, id, clock.Uptime));
            return false;
        }
    }

    /// <summary>A place is given back: it is the next one's.</summary>
    public void Give()
    {
        (StartQueue Queue, string Id, TimeSpan) next;
        lock (_lock)
        {
            do
            {
                if (!_waiting.TryDequeue(out next))
                {
                    _free++;
                    return;
                }
            }
            while (!next.Queue.TryGrant(next.Id, this));
        }
        next.Queue.Call(next.Id);
    }

    private TimeSpan LongestWait()
    {
        lock (_lock)
            return _waiting.TryPeek(out var first) ? clock.Uptime - first.Since : TimeSpan.Zero;
    }
}

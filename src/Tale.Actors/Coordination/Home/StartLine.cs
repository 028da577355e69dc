using Tale.Actors.Coordination.Time;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Home;

/// <summary>
/// The starts on their way to one database, over all regions of the node. Only so many at a time are begun and not yet stored; more wait here, as messages
/// only. So what has begun is brought on before more begins, and a node with more to do than it can do holds few transactions that are half done.
/// A step that takes long holds up nobody: its transaction has been stored.
/// </summary>
/// <param name="most">The most that may wait.</param>
internal sealed class StartLine(TaleSettings settings, NodeClock clock, int most)
{
    private readonly Lock _lock = new();
    private readonly Queue<Ticket> _waiting = new();
    private int _free = settings.MaxStarting;
    private TimeSpan _each;
    private TimeSpan _round;
    private int _called;
    private int _held;
    private long _bytes;

    /// <summary>How many wait, or have just been called.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Why nobody should join its end; null when somebody may.</summary>
    public string? Refusal
    {
        get
        {
            if (Held == 0)
                return null;
            if (Held >= most)
                return $"{Held} starts wait to be stored, and of tale.region.max-active no more are for their database.";
            if (Volatile.Read(ref _bytes) is var bytes && bytes >= settings.MaxWaitingBytes)
                return $"Starts of {bytes} bytes wait to be stored, and tale.region.max-waiting-bytes is {settings.MaxWaitingBytes}.";
            var wait = Wait();
            return wait > settings.MaxStartWait
                ? $"Starts wait for {wait.TotalSeconds:N1} s to be stored, and tale.region.max-start-wait is {settings.MaxStartWait.TotalSeconds:N1} s."
                : null;
        }
    }

    /// <summary>A place now, or later: the queue is called then.</summary>
    /// <param name="bytes">What is held meanwhile.</param>
    public bool TryTake(StartQueue queue, string id, long bytes)
    {
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return true;
            }
            _waiting.Enqueue(new Ticket(queue, id, clock.Uptime));
        }
        Interlocked.Increment(ref _held);
        Interlocked.Add(ref _bytes, bytes);
        return false;
    }

    /// <summary>One that was held is begun, or does not wait any more.</summary>
    public void LetGo(long bytes)
    {
        Interlocked.Decrement(ref _held);
        Interlocked.Add(ref _bytes, -bytes);
    }

    /// <summary>A place is given back: it is the next one's.</summary>
    public void Give()
    {
        Ticket next;
        lock (_lock)
        {
            do
            {
                if (!_waiting.TryDequeue(out next))
                {
                    (_free, _called, _each) = (_free + 1, 0, TimeSpan.Zero);
                    return;
                }
            }
            while (!next.Queue.TryGrant(next.Id, this));
            if (_called++ % settings.MaxStarting == 0)
                EndRound();
        }
        next.Queue.Call(next.Id);
    }

    /// <summary>
    /// As many have been called as there are places: one commit may serve all of those. How fast the line moves is how fast it did in the last such round, so
    /// that a database that was away is forgotten once it is back.
    /// </summary>
    private void EndRound()
    {
        var now = clock.Uptime;
        if (_called > 1)
            _each = (now - _round) / settings.MaxStarting;
        _round = now;
    }

    /// <summary>How long the first has waited, or the next would.</summary>
    private TimeSpan Wait()
    {
        lock (_lock)
        {
            var first = _waiting.TryPeek(out var ticket) ? clock.Uptime - ticket.Since : TimeSpan.Zero;
            var next = _each * _waiting.Count;
            return first > next ? first : next;
        }
    }

    private readonly record struct Ticket(StartQueue Queue, string Id, TimeSpan Since);
}

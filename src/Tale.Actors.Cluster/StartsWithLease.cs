using Akka.Actor;
using Akka.Event;

namespace Tale.Actors.Cluster;

/// <summary>What is started on a node once it holds its lease for the first time: before that it could only refuse what it is asked.</summary>
internal sealed class StartsWithLease(ActorSystem system)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<Action> _starts = [];
    private bool _isHeld;

    public void Add(Action start)
    {
        lock (_lock)
        {
            if (!_isHeld)
            {
                _starts.Add(start);
                return;
            }
        }
        _ = RunAsync([start]);
    }

    /// <summary>On any thread, and again and again.</summary>
    public void LeaseIsHeld()
    {
        lock (_lock)
        {
            if (_isHeld)
                return;
            _isHeld = true;
        }
        _ = RunAsync(_starts);
    }

    /// <summary>Not on the lease's thread: a start may wait for actors.</summary>
    private async Task RunAsync(IEnumerable<Action> starts)
    {
        foreach (var start in starts)
        {
            while (!await Task.Run(() => TryRun(start)).ConfigureAwait(false) && !system.WhenTerminated.IsCompleted)
                await Task.Delay(Pause).ConfigureAwait(false);
        }
    }

    private bool TryRun(Action start)
    {
        try
        {
            start();
            return true;
        }
        catch (Exception e)
        {
            Logging.GetLogger(system, "Tale").Warning(
                "Transactions cannot be taken yet ({0}: {1}); trying again in {2} s", e.GetType().Name, e.Message, Pause.TotalSeconds);
            return false;
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using Tale.Actors.Definitions;

namespace Tale.Actors.Cluster.Tests.Figures;

/// <summary>A caller that starts so many transactions a second and waits for each, whatever becomes of the others.</summary>
internal sealed class Load
{
    private readonly ConcurrentQueue<(TimeSpan Time, Exception? Error)> _ends = [];
    private readonly Task<List<Task>> _running;
    private volatile bool _isStopped;

    public Load(ITaleClient tale, TransactionDefinition<int, int> definition, double perSecond, string prefix)
    {
        _running = Task.Run(async () =>
        {
            var calls = new List<Task>();
            for (var watch = Stopwatch.StartNew(); !_isStopped; await Task.Delay(5))
            {
                for (; calls.Count < watch.Elapsed.TotalSeconds * perSecond; calls.Add(CallAsync(calls.Count)))
                {
                }
            }
            return calls;
        });

        async Task CallAsync(int number)
        {
            var watch = Stopwatch.StartNew();
            Exception? error = null;
            try
            {
                await tale.RunAsync(definition, number, new StartOptions { TransactionId = $"{prefix}{number}" });
            }
            catch (Exception e)
            {
                error = e;
            }
            _ends.Enqueue((watch.Elapsed, error));
        }
    }

    public int Ended => _ends.Count;

    public IReadOnlyList<string> Errors => [.. _ends.Where(end => end.Error is not null).Select(end => $"{end.Error!.GetType().Name}: {end.Error.Message}")];

    public TimeSpan Longest => _ends.Max(end => end.Time);

    /// <summary>Starts nothing more, and waits for all.</summary>
    public async Task StopAsync()
    {
        _isStopped = true;
        await Task.WhenAll(await _running).WaitAsync(TimeSpan.FromMinutes(2));
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tale.Actors.Protocol;

namespace Tale.Actors.Benchmarks.Measuring;

/// <summary>What became of work that was offered at a rate of its own.</summary>
internal sealed class OpenLoop
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private readonly ConcurrentQueue<double> _done = new();
    private readonly ConcurrentQueue<double> _refused = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _offered;
    private (double Seconds, int Offered, int Done, int Open, TimeSpan Cpu) _load;
    private double _drained;

    private int Open => Volatile.Read(ref _offered) - _done.Count - _refused.Count;

    /// <summary>Does it once, and counts from when it was due.</summary>
    public async Task MeasureAsync(long due, Func<Task> work)
    {
        Interlocked.Increment(ref _offered);
        try
        {
            await work();
            _done.Enqueue(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
        }
        catch (TransactionRejectedException e) when (e.Reason == RejectionReason.Overloaded)
        {
            _refused.Enqueue(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
        }
    }

    /// <summary>No more is offered.</summary>
    public void EndOfLoad(TimeSpan cpu) => _load = (Stopwatch.GetElapsedTime(_start).TotalSeconds, _offered, _done.Count, Open, cpu);

    /// <summary>All of it has ended.</summary>
    public void Drained() => _drained = Stopwatch.GetElapsedTime(_start).TotalSeconds - _load.Seconds;

    public void Print(double load, BenchmarkOptions options)
    {
        var (done, refused) = (_done.Order().ToList(), _refused.Order().ToList());
        var figures = new
        {
            Case = $"open-loop-{load.ToString(CultureInfo.InvariantCulture)}",
            options.Journal,
            OfferedPerSecond = _load.Offered / _load.Seconds,
            DonePerSecond = _load.Done / _load.Seconds,
            Refused = refused.Count,
            P50Ms = ClosedLoop.Percentile(done, 0.5),
            P99Ms = ClosedLoop.Percentile(done, 0.99),
            RefusedP50Ms = ClosedLoop.Percentile(refused, 0.5),
            RefusedP99Ms = ClosedLoop.Percentile(refused, 0.99),
            OpenAtTheEnd = _load.Open,
            DrainedAfterSeconds = _drained,
            CpuSecondsPer1000 = _load.Cpu.TotalSeconds * 1000 / Math.Max(1, _load.Done),
        };
        Console.WriteLine(options.Json ? JsonSerializer.Serialize(figures, Web) : string.Create(
            CultureInfo.InvariantCulture,
            $"{figures.Case,-14} {figures.Journal,-10} offered {figures.OfferedPerSecond,9:N0}/s  done {figures.DonePerSecond,9:N0}/s  p50 {figures.P50Ms,8:N2} ms  p99 {figures.P99Ms,8:N2} ms  refused {figures.Refused,7:N0} (p50 {figures.RefusedP50Ms:N1} ms, p99 {figures.RefusedP99Ms:N1} ms)  open at the end {figures.OpenAtTheEnd,6:N0}, for {figures.DrainedAfterSeconds:N2} s more  cpu {figures.CpuSecondsPer1000,6:N3} s/1000"));
    }
}

using Tale.Actors.Journal.GroupCommit;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Tests.GroupCommit;

/// <summary>When a batch is taken and when it waits for more.</summary>
public sealed class WriteQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WriteQueue _queue = new(1_000, long.MaxValue, linger: TimeSpan.FromMinutes(10));

    [Fact]
    public async Task While_batches_are_large_a_small_one_waits_until_it_has_half_of_what_is_usual()
    {
        Add(100);
        Assert.Equal(100, await TakeAsync());

        var next = TakeAsync();
        Add(20);
        Add(30);

        Assert.Equal(50, await next);
    }

    [Fact]
    public async Task While_batches_are_small_nothing_waits()
    {
        Add(20);
        Assert.Equal(20, await TakeAsync());

        Add(1);

        Assert.Equal(1, await TakeAsync());
    }

    [Fact]
    public async Task Other_work_and_the_end_do_not_wait()
    {
        Add(100);
        Assert.Equal(100, await TakeAsync());
        _queue.Add(new WriterJob(_ => 0));
        Assert.Equal(0, await TakeAsync());

        Add(1);
        _queue.Close();

        Assert.Equal(1, await TakeAsync());
    }

    [Fact]
    [Trait("failure", "F67")]
    public async Task A_batch_holds_as_many_bytes_as_it_may_and_a_larger_write_goes_alone()
    {
        foreach (var size in new[] { 60, 40, 1, 200, 50, 50 })
            _queue.Add(new PendingWrite([Sized(size)], null, TimeProvider.System));
        Assert.Equal(401, _queue.Bytes);

        var batches = new List<int>();
        while (_queue.Count > 0)
            batches.Add(await TakeAsync(100));
        Assert.Equal([2, 1, 1, 2], batches);
        Assert.Equal(0, _queue.Bytes);
    }

    [Fact]
    [Trait("failure", "F67")]
    public async Task A_write_that_is_larger_than_all_that_may_wait_is_taken_while_there_is_room()
    {
        var queue = new WriteQueue(1_000, capacityBytes: 100, linger: TimeSpan.Zero);
        queue.Add(new PendingWrite([Sized(60), Sized(39)], null, TimeProvider.System));
        queue.Add(new PendingWrite([Sized(500)], null, TimeProvider.System));
        Assert.Equal(599, queue.Bytes);
        Assert.Throws<JournalOverloadedException>(() => queue.Add(new PendingWrite([Sized(1)], null, TimeProvider.System)));

        await Task.Run(() => queue.Take(1_000, 100, [], out _)).WaitAsync(Patience);
        await Task.Run(() => queue.Take(1_000, 100, [], out _)).WaitAsync(Patience);

        queue.Add(new PendingWrite([Sized(1)], null, TimeProvider.System));
        Assert.Equal(1, queue.Bytes);
    }

    /// <summary>Whatever comes while the loop watches, sleeps, or is about to, is taken.</summary>
    [Fact]
    public async Task What_comes_is_taken_whether_the_loop_watches_or_sleeps()
    {
        const int Writes = 20_000;
        var queue = new WriteQueue(1_000, long.MaxValue, TimeSpan.Zero, watch: TimeSpan.FromMicroseconds(20));
        using var taken = new SemaphoreSlim(0);
        var loop = Task.Run(() =>
        {
            var (batch, count) = (new List<PendingWrite>(), 0);
            while (queue.Take(1_000, long.MaxValue, batch, out var job))
            {
                count += batch.Count + (job is null ? 0 : 1);
                taken.Release(batch.Count + (job is null ? 0 : 1));
            }
            return count;
        });
        for (var i = 0; i < Writes; i++)
        {
            if (i % 3 == 2)
                queue.Add(new WriterJob(_ => 0));
            else
                queue.Add(new PendingWrite([new EventWrite($"id-{i}", [], null)], null, TimeProvider.System));
            Thread.SpinWait(i % 400);   // around the time that it watches
            Assert.True(await taken.WaitAsync(Patience));
        }
        queue.Close();

        Assert.Equal(Writes, await loop.WaitAsync(Patience));
    }

    private static EventWrite Sized(int size) => new("id", [new StoredEvent(1, 1, "", new byte[size], [], 0, null)], null);

    private void Add(int writes)
    {
        for (var i = 0; i < writes; i++)
            _queue.Add(new PendingWrite([new EventWrite($"id-{i}", [], null)], null, TimeProvider.System));
    }

    private Task<int> TakeAsync(long maxBytes = long.MaxValue) => Task.Run(() =>
    {
        var batch = new List<PendingWrite>();
        _queue.Take(1_000, maxBytes, batch, out _);
        return batch.Count;
    }).WaitAsync(Patience);
}

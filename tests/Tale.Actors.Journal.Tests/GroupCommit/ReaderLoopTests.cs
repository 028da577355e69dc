using Microsoft.Extensions.Time.Testing;
using Tale.Actors.Journal.GroupCommit;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.GroupCommit;

/// <summary>Whoever recovers holds a permit that others wait for: a database that hangs must not keep them all.</summary>
public sealed class ReaderLoopTests : IDisposable
{
    private readonly SqliteTestStore _store = new();
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task While_the_database_hangs_one_read_at_a_time_is_tried_and_the_others_fail_at_once()
    {
        using var store = new HangingStore(((ITestStore)_store).Open());
        using var loop = ReaderLoop.Start(store, 100, TimeSpan.FromMinutes(1), _clock);
        store.Hang();
        var first = loop.HighestSequenceNrAsync("a");
        await UntilAskedAsync(store, 1);
        var waits = loop.ReplayAsync(new ReplayRead("b", 1, 1, 1));
        _clock.Advance(TimeSpan.FromSeconds(2));
        store.Fail();

        await Assert.ThrowsAsync<TimeoutException>(() => first.WaitAsync(Eventually.Patience));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => waits.WaitAsync(Eventually.Patience));
        store.Hang();
        var tried = loop.HighestSequenceNrAsync("c");
        await UntilAskedAsync(store, 2);
        var refused = await Assert.ThrowsAsync<JournalUnavailableException>(() => loop.HighestSequenceNrAsync("d").WaitAsync(Eventually.Patience));
        Assert.Contains("did not answer a read", refused.Message, StringComparison.Ordinal);

        store.Answer();
        Assert.Equal(0, await tried.WaitAsync(Eventually.Patience));
        var again = await Task.WhenAll(loop.HighestSequenceNrAsync("e"), loop.HighestSequenceNrAsync("f")).WaitAsync(Eventually.Patience);
        Assert.All(again, highest => Assert.Equal(0, highest));
    }

    /// <summary>It says so at once, and keeps nobody from anything.</summary>
    [Fact]
    public async Task A_database_that_refuses_is_asked_by_everybody()
    {
        using var store = new HangingStore(((ITestStore)_store).Open());
        using var loop = ReaderLoop.Start(store, 100, TimeSpan.FromMinutes(1), _clock);
        store.Hang();
        var first = loop.HighestSequenceNrAsync("a");
        await UntilAskedAsync(store, 1);
        var waits = loop.HighestSequenceNrAsync("b");
        store.Fail();

        await Assert.ThrowsAsync<TimeoutException>(() => first.WaitAsync(Eventually.Patience));
        Assert.Equal(0, await waits.WaitAsync(Eventually.Patience));
    }

    /// <summary>One of a round may be what was wrong with it, so each is asked alone; not if the database hangs meanwhile.</summary>
    [Fact]
    public async Task A_database_that_hangs_while_those_of_a_round_are_asked_alone_keeps_one_of_them()
    {
        using var store = new HangingStore(((ITestStore)_store).Open());
        using var loop = ReaderLoop.Start(store, 100, TimeSpan.FromMinutes(1), _clock);
        store.Hang();
        var first = loop.HighestSequenceNrAsync("a");
        await UntilAskedAsync(store, 1);
        var round = new[] { "b", "c", "d" }.Select(loop.HighestSequenceNrAsync).ToList();
        store.HangAgain();
        await UntilAskedAsync(store, 2);
        store.HangAgain(new InvalidDataException("one of them"));
        await UntilAskedAsync(store, 3);
        _clock.Advance(TimeSpan.FromSeconds(2));
        store.Fail();

        await Assert.ThrowsAsync<TimeoutException>(() => round[0].WaitAsync(Eventually.Patience));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => round[1].WaitAsync(Eventually.Patience));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => round[2].WaitAsync(Eventually.Patience));
        Assert.Equal((0, 3), (await first.WaitAsync(Eventually.Patience), store.Asked));
    }

    public void Dispose() => _store.Dispose();

    private static Task UntilAskedAsync(HangingStore store, int times) =>
        Eventually.IsAsync(() => Task.FromResult(store.Asked), asked => asked == times);

    /// <summary>A real store whose reads wait when a test says so, and answer or fail then.</summary>
    private sealed class HangingStore(IEventStore inner) : IEventStore
    {
        private volatile TaskCompletionSource? _hangs;
        private int _asked;

        /// <summary>How many reads have waited.</summary>
        public int Asked => Volatile.Read(ref _asked);

        public Func<IEventDeleter>? OpenDeleter => inner.OpenDeleter;

        public void Hang() => _hangs = new TaskCompletionSource();

        /// <summary>What waits now is answered, or fails, and what comes next waits.</summary>
        public void HangAgain(Exception? failure = null)
        {
            var hangs = Interlocked.Exchange(ref _hangs, new TaskCompletionSource())!;
            if (failure is null)
                hangs.SetResult();
            else
                hangs.SetException(failure);
        }

        public void Answer() => Interlocked.Exchange(ref _hangs, null)!.SetResult();

        public void Fail() => Interlocked.Exchange(ref _hangs, null)!.SetException(new TimeoutException("it hangs"));

        public IEventWriter OpenWriter() => inner.OpenWriter();

        public IEventReader OpenReader() => new Reader(this, inner.OpenReader());

        public bool IsUnavailable(Exception failure) => failure is TimeoutException || inner.IsUnavailable(failure);

        public void Dispose() => inner.Dispose();

        private void Wait()
        {
            if (_hangs is not { } hangs)
                return;
            Interlocked.Increment(ref _asked);
            hangs.Task.GetAwaiter().GetResult();
        }

        private sealed class Reader(HangingStore store, IEventReader inner) : IEventReader
        {
            public long[] HighestSequenceNrs(IReadOnlyList<string> persistenceIds)
            {
                store.Wait();
                return inner.HighestSequenceNrs(persistenceIds);
            }

            public int Replay(IReadOnlyList<ReplayRead> reads, long maxBytes)
            {
                store.Wait();
                return inner.Replay(reads, maxBytes);
            }

            public void Dispose() => inner.Dispose();
        }
    }
}

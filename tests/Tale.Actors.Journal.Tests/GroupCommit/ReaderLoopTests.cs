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

using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.GroupCommit;

/// <summary>
/// One thread that answers the reads of everybody who recovers at the same time together, on its own connection. A round reads no more than
/// so many bytes; a large log comes in pieces, and asks for its next one behind everybody else who waits. While the database hangs, one question at a
/// time is tried, and the others fail at once: whoever recovers holds a permit, which those have to share whose database answers.
/// </summary>
internal sealed class ReaderLoop : IDisposable
{
    private const long MaxRoundBytes = 4 * 1024 * 1024;

    /// <summary>A round that failed after so long found a database that hangs; one that refuses says so at once, and keeps nobody.</summary>
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    private readonly IEventStore _store;
    private readonly int _maxBatch;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly Queue<Request<string, long>> _highest = new();
    private readonly Queue<Request<ReplayRead, ReplayRead>> _replays = new();
    private readonly Thread _thread;
    private readonly KeptConnection<IEventReader> _connection;
    private bool _closed;
    private Exception? _hang;
    private bool _isTried;

    private ReaderLoop(IEventStore store, int maxBatch, TimeSpan timeout, TimeProvider time)
    {
        (_store, _maxBatch, _timeout, _time) = (store, maxBatch, timeout, time);
        _connection = new KeptConnection<IEventReader>(store.OpenReader, store.IsUnavailable);
        _thread = new Thread(Run) { IsBackground = true, Name = "tale-journal-reader" };
    }

    /// <summary>Starts the thread; it connects at the first read.</summary>
    public static ReaderLoop Start(IEventStore store, int maxBatch, TimeSpan timeout, TimeProvider time)
    {
        var loop = new ReaderLoop(store, maxBatch, timeout, time);
        loop._thread.Start();
        return loop;
    }

    public Task<long> HighestSequenceNrAsync(string persistenceId) => Ask(_highest, persistenceId);

    public Task<ReplayRead> ReplayAsync(ReplayRead read) => Ask(_replays, read);

    /// <summary>Refuses new reads, answers those that wait and ends the thread.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.PulseAll(_lock);
        }
        _thread.Join(TimeSpan.FromSeconds(5));
    }

    private Task<TOut> Ask<TIn, TOut>(Queue<Request<TIn, TOut>> queue, TIn question)
    {
        var request = new Request<TIn, TOut>(question, _time);
        lock (_lock)
        {
            if (_closed)
                return Task.FromException<TOut>(new JournalUnavailableException("The journal is stopped."));
            if (_hang is not null && _isTried)
                return Task.FromException<TOut>(Hangs(_hang));
            _isTried = _hang is not null;
            queue.Enqueue(request);
            Monitor.Pulse(_lock);
        }
        return request.Task;
    }

    private void Run()
    {
        var highest = new List<Request<string, long>>();
        var replays = new List<Request<ReplayRead, ReplayRead>>();   // those that found no room in a round are the first of the next
        while (Take(highest, replays))
        {
            var hang = Answer(highest, (reader, ids) => reader.HighestSequenceNrs(ids)) ?? Answer(replays, Replay);
            Note(hang, replays);
        }
        _connection.Dispose();
    }

    /// <summary>How a round went decides about those that wait, and about those that come next.</summary>
    private void Note(Exception? hang, List<Request<ReplayRead, ReplayRead>> replays)
    {
        if (hang is null && _hang is null)
            return;
        lock (_lock)
        {
            _hang = hang;
            if (hang is not null)
            {
                FailAll(replays, hang);
                FailAll(_highest, hang);
                FailAll(_replays, hang);
                replays.Clear();
                _highest.Clear();
                _replays.Clear();
            }
            _isTried = _highest.Count + _replays.Count > 0;
        }
    }

    private static void FailAll<TIn, TOut>(IEnumerable<Request<TIn, TOut>> requests, Exception hang)
    {
        foreach (var request in requests)
            request.Fail(Hangs(hang));
    }

    private static JournalUnavailableException Hangs(Exception hang) =>
        new($"The database did not answer a read ({ErrorText.Of(hang).TrimEnd('.')}), and is asked for one at a time until it does.");

    private static IReadOnlyList<ReplayRead> Replay(IEventReader reader, List<ReplayRead> reads)
    {
        reads.ForEach(read => read.Clear());
        return reads.GetRange(0, reader.Replay(reads, MaxRoundBytes));
    }

    private bool Take(List<Request<string, long>> highest, List<Request<ReplayRead, ReplayRead>> replays)
    {
        lock (_lock)
        {
            while (_highest.Count == 0 && _replays.Count == 0 && replays.Count == 0 && !_closed)
                Monitor.Wait(_lock);
            Drain(_highest, highest);
            Drain(_replays, replays);
            return highest.Count + replays.Count > 0 || !_closed;
        }
    }

    // While the database hangs questions pile up: those that are too old are answered without it.
    private void Drain<TIn, TOut>(Queue<Request<TIn, TOut>> from, List<Request<TIn, TOut>> to)
    {
        while (to.Count < _maxBatch && from.TryDequeue(out var request))
        {
            if (request.Age > _timeout)
                request.Fail(new TimeoutException($"The database has not been asked for {request.Age}."));
            else
                to.Add(request);
        }
    }

    /// <returns>What kept the database from answering at all, if it took long to say so.</returns>
    private Exception? Answer<TIn, TOut>(List<Request<TIn, TOut>> requests, Func<IEventReader, List<TIn>, IReadOnlyList<TOut>> read)
    {
        if (requests.Count == 0)
            return null;
        var askedAt = _time.GetTimestamp();
        try
        {
            var answers = _connection.Use(reader => read(reader, requests.ConvertAll(request => request.Question)));
            for (var i = 0; i < answers.Count; i++)
                requests[i].Answer(answers[i]);
            requests.RemoveRange(0, answers.Count);
            return null;
        }
        catch (Exception e)
        {
            var unavailable = !_connection.IsOpen || _store.IsUnavailable(e);
            _connection.Dispose();   // some errors end the connection or its prepared statements, whoever caused them
            var hang = unavailable && _time.GetElapsedTime(askedAt) > HangsAfter ? e : null;
            if (unavailable || requests.Count == 1)
                requests.ForEach(request => request.Fail(e));
            else
                hang = OneByOne(requests, read);
            requests.Clear();
            return hang;
        }
    }

    /// <summary>One of them may be what was wrong. Once the database hangs, the rest do not wait for it one after the other.</summary>
    private Exception? OneByOne<TIn, TOut>(List<Request<TIn, TOut>> requests, Func<IEventReader, List<TIn>, IReadOnlyList<TOut>> read)
    {
        Exception? hang = null;
        foreach (var request in requests)
        {
            if (hang is null)
                hang = Answer([request], read);
            else
                request.Fail(Hangs(hang));
        }
        return hang;
    }

    private sealed class Request<TIn, TOut>(TIn question, TimeProvider time)
    {
        private readonly long _askedAt = time.GetTimestamp();
        private readonly TaskCompletionSource<TOut> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TIn Question => question;

        public TimeSpan Age => time.GetElapsedTime(_askedAt);

        public Task<TOut> Task => _completion.Task;

        public void Answer(TOut answer) => _completion.TrySetResult(answer);

        public void Fail(Exception failure) => _completion.TrySetException(failure);
    }
}

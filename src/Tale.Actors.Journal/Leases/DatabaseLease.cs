using Akka;
using Akka.Actor;
using Akka.Event;
using Tale.Actors.Index;
using Tale.Actors.Journal.Storage;

namespace Tale.Actors.Journal.Leases;

/// <summary>
/// The lease of a database, kept by a thread of its own (docs/adr/0024).
/// <code>
/// thread --renews, or tries to take--> LeaseClaim --> row and lock file
/// coordinators, attempts, region --IsHeld--> lease --OnChange--> region
/// </code>
/// It is held for certain for four fifths of its duration after a renewal was asked for, by a clock that nobody sets: whoever follows waits
/// longer, whatever happens to this process meanwhile. That clock stands still while the machine is suspended, so the time of day has its say too.
/// </summary>
internal sealed class DatabaseLease : ILease, IDisposable
{
    private const double Certain = 0.8;

    /// <summary>At start one failure of the database need not mean anything: another process may hold it for a moment.</summary>
    private const int TriesAtStart = 3;

    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly ILeaseClaim _claim;
    private readonly ILoggingAdapter _log;
    private readonly TimeProvider _time;
    private readonly ManualResetEventSlim _stopping = new();
    private readonly Thread _keeper;
    private volatile Holding _holding = new(0, long.MinValue, default);
    private volatile string _trouble = "its lease has run out, and has not been renewed yet";
    private volatile Action? _changed;
    private bool _isOwner;
    private bool _isReported;
    private int _isDisposed;

    private DatabaseLease(ILeaseClaim claim, ILoggingAdapter log, TimeProvider time)
    {
        _claim = claim;
        _log = log;
        _time = time;
        // Not the thread pool: user code may block that.
        _keeper = new Thread(Keep) { IsBackground = true, Name = "tale-lease" };
    }

    /// <inheritdoc />
    public long Term => _holding.Term;

    /// <inheritdoc />
    public string? Refusal => IsHeld(_holding.Term) ? null : $"This node does not own the database {_claim.Database.Name}: {_trouble}.";

    /// <inheritdoc cref="ILeasedIndex.Take" />
    public static DatabaseLease Take(ActorSystem system, ILeaseDatabase database, string node, TimeSpan duration, TimeProvider time)
    {
        var name = $"{node} (process {Environment.ProcessId} on {Environment.MachineName})";
        return Take(system, new LeaseClaim(database, node, name, duration, time), time);
    }

    /// <param name="system">Whose end is the lease's.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="time">The clock.</param>
    /// <param name="phase">In which of its shutdown it is given back: transactions have left by then.</param>
    /// <exception cref="DatabaseInUseException">The owner is alive, and somebody else.</exception>
    public static DatabaseLease Take(
        ActorSystem system, ILeaseClaim claim, TimeProvider time, string phase = CoordinatedShutdown.PhaseBeforeActorSystemTerminate)
    {
        var lease = new DatabaseLease(claim, Logging.GetLogger(system, "tale-lease"), time);
        try
        {
            lease.TakeAtStart();
        }
        catch
        {
            lease.Dispose();
            throw;
        }
        lease._keeper.Start();
        lease.EndWith(system, phase);
        return lease;
    }

    /// <inheritdoc />
    public bool IsHeld(long term)
    {
        var holding = _holding;
        return holding.Term == term && Lasts(holding);
    }

    /// <inheritdoc />
    public void OnChange(Action changed)
    {
        _changed = changed;
        changed();
    }

    /// <summary>
    /// Transactions have left when this phase comes. Whoever waits for the end of an actor system waits only for the callback that was
    /// registered last, so a process could be gone before it gave the lease back in another one; that is for systems whose end does not run
    /// the coordinated shutdown.
    /// </summary>
    private void EndWith(ActorSystem system, string phase)
    {
        CoordinatedShutdown.Get(system).AddTask(phase, "tale-lease", async () =>
        {
            await Task.Run(Dispose).ConfigureAwait(false);
            return Done.Instance;
        });
        system.RegisterOnTermination(Dispose);
    }

    /// <summary>Gives the lease back, so that the next node starts at once.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            return;
        _stopping.Set();
        var hasEnded = !_keeper.IsAlive || _keeper.Join(StopPatience);
        var wasHeld = IsHeld(Term);
        _holding = new Holding(Term + 1, long.MinValue, default);
        if (!hasEnded)
            return;
        try
        {
            // A database that did not answer just now would only hold up the end of this process.
            if (wasHeld && _isOwner)
                _claim.Release();
        }
        catch (Exception e)
        {
            _log.Warning(
                "The lease of the database {0} was not given back ({1}: {2}). The next node on this machine starts at once all the same; one on "
                + "another machine waits for up to {3:0.#} s.", _claim.Database.Name, e.GetType().Name, e.Message, _claim.Duration.TotalSeconds);
        }
        _claim.Dispose();
        _stopping.Dispose();
    }

    /// <exception cref="DatabaseInUseException">The owner is alive.</exception>
    private void TakeAtStart()
    {
        LeaseRow? seen = null;
        var seenAt = 0L;
        var isSilent = false;
        var failures = 0;
        while (true)
        {
            var asked = Now();
            try
            {
                var row = _claim.TryTake();
                if (row is null)
                {
                    Taken(asked);
                    return;   // or as soon as it can be
                }
                if (row.Owner == seen?.Owner && row.Renewals != seen.Renewals)
                    throw new DatabaseInUseException(
                        $"The database {_claim.Database.Name} is owned by another node, {row.Name}, since {row.TakenAt:u}, which is alive: it has "
                        + $"just renewed its lease. {_claim.Remedy(row)}");
                if (row.Owner != seen?.Owner)
                    (seen, seenAt, isSilent) = (row, asked.Timestamp, false);
                // One that lives shows it sooner, and the start is refused: that is said once, by the caller.
                else if (!isSilent && _time.GetElapsedTime(seenAt) > row.Duration / 2)
                    isSilent = SayThatWaiting(row);
            }
            catch (Exception e) when (e is not DatabaseInUseException and not JournalSchemaException)
            {
                if (++failures == TriesAtStart)
                {
                    Failed(e);
                    return;
                }
            }
            _stopping.Wait(_claim.Retry);
        }
    }

    private bool SayThatWaiting(LeaseRow row)
    {
        _log.Warning(
            "The database {0} is owned by {1} since {2:u}, which shows no sign of life. Waiting for its lease of {3:0.#} s to end.",
            _claim.Database.Name, row.Name, row.TakenAt, row.Duration.TotalSeconds);
        return true;
    }

    private void Keep()
    {
        for (var pause = _isOwner ? _claim.Duration / 4 : _claim.Retry; !_stopping.Wait(pause); pause = _isOwner ? _claim.Duration / 4 : _claim.Retry)
        {
            var asked = Now();
            try
            {
                if (!_isOwner && _claim.TryTake() is { } other)
                    _trouble = $"{other.Name} owns it since {other.TakenAt:u}";
                else if (!_isOwner)
                    Taken(asked);
                else if (_claim.Renew() is { } loss)
                    Lost(loss);
                else
                    Renewed(asked);
            }
            catch (Exception e)
            {
                Failed(e);
            }
        }
    }

    private void Taken(Moment asked)
    {
        if (_claim.Impediment is { } impediment)
        {
            var isNews = _trouble != impediment;
            _trouble = impediment;
            if (isNews)
                _changed?.Invoke();   // it may be one that does not pass
            return;
        }
        _isOwner = true;
        _holding = HeldSince(Term + 1, asked);
        _log.Log(_isReported ? LogLevel.InfoLevel : LogLevel.DebugLevel, null, "This node owns the database {0}.", _claim.Database.Name);
        _isReported = false;
        _changed?.Invoke();
    }

    private void Renewed(Moment asked)
    {
        var before = _holding;
        _holding = HeldSince(before.Term, asked);
        // Read after the change: whoever found it not held found so before this.
        if (Lasts(before))
            return;
        _log.Info(
            "The lease of the database {0} had not been renewed in time. Nobody else has taken it; this node goes on.", _claim.Database.Name);
        _isReported = false;
        _changed?.Invoke();
    }

    private void Lost(string why)
    {
        _isOwner = false;
        _holding = new Holding(Term + 1, long.MinValue, default);
        Report(why);
        _changed?.Invoke();
    }

    private void Failed(Exception e)
    {
        var trouble = $"its lease cannot be {(_isOwner ? "renewed" : "taken")} ({e.Message.TrimEnd('.')})";
        if (!IsHeld(Term))
            Report(trouble);
        else
            _trouble = trouble;
    }

    private void Report(string trouble)
    {
        _trouble = trouble;
        if (!_isReported)
            _log.Warning(
                "This node does not own the database {0}: {1}. Until it does, it runs nothing of what is in there, and refuses starts that belong there.",
                _claim.Database.Name, trouble);
        _isReported = true;
    }

    private Moment Now() => new(_time.GetTimestamp(), _time.GetUtcNow());

    private Holding HeldSince(long term, Moment asked) => new(
        term, asked.Timestamp + (long)(_claim.Duration.TotalSeconds * Certain * _time.TimestampFrequency), asked.Day + (_claim.Duration * Certain));

    private bool Lasts(Holding holding) => _time.GetTimestamp() < holding.Until && _time.GetUtcNow() < holding.UntilDay;

    /// <param name="Timestamp">By the clock that nobody sets.</param>
    /// <param name="Day">By the clock that goes on while the machine is suspended.</param>
    private readonly record struct Moment(long Timestamp, DateTimeOffset Day);

    /// <param name="Until">A timestamp.</param>
    /// <param name="UntilDay">The same by the time of day; set back, it says nothing.</param>
    private sealed record Holding(long Term, long Until, DateTimeOffset UntilDay);
}

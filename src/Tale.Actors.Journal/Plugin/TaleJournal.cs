using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Tale.Actors.Coordination.Journaling;
using Tale.Actors.Journal.GroupCommit;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Protocol;

namespace Tale.Actors.Journal.Plugin;

/// <summary>The journal actor: serializes, and hands the work to the database that the log is in.</summary>
internal abstract class TaleJournal : AsyncWriteJournal
{
    private const int DeletedAtOnce = 5_000;

    private static readonly TimeSpan ProofPatience = TimeSpan.FromSeconds(3);

    private readonly JournalSettings _settings;
    private readonly TimeProvider _time;
    private readonly EventSerialization _serialization;
    private readonly LogDatabase[] _databases;
    private readonly LogPlaces _places;
    private readonly ICancelable? _retentionTimer;
    private readonly ICancelable _overdueTimer;
    private readonly bool _filtersReplay;
    private readonly UsedUpNumbers _usedUp = new();
    private readonly Lock _answers = new();

    /// <param name="config">The plugin's section, defaults included.</param>
    /// <param name="open">Makes the stores that the section describes, one or several.</param>
    /// <param name="time">Dates events, and measures how long the database takes.</param>
    protected TaleJournal(Config config, Func<Config, IReadOnlyList<IEventStore>> open, TimeProvider time)
    {
        _time = time;
        _settings = JournalSettings.Read(config, Self.Path.Name);
        var stores = open(config);
        _serialization = new EventSerialization((ExtendedActorSystem)Context.System, _settings.MaxEventSize);
        _places = new LogPlaces(stores.Count);
        _databases = [.. stores.Select((store, i) => new LogDatabase(store, _settings, stores.Count == 1 ? null : $"{i + 1} of {stores.Count}", Context.GetLogger(), time))];
        _filtersReplay = config.GetString("replay-filter.mode", "off") != "off";
        _overdueTimer = Tick(_settings.CallTimeout / 4, OverdueTick.Instance);
        JournalRegister.For(Context.System).Add(Self.Path.Name, [.. _databases.Select(database => database.Load)]);
        if (_settings.Retention is { } retention)
            _retentionTimer = Tick(retention.Interval, RetentionTick.Instance);
    }

    /// <summary>
    /// Healthy is also a journal of which some databases take writes: the logs in them go on, and those in the others would be no better off elsewhere.
    /// </summary>
    public override async Task<PersistenceHealthCheckResult> CheckHealthAsync(CancellationToken cancellationToken = default)
    {
        var troubles = (await Task.WhenAll(_databases.Select(database => TroubleAsync(database, cancellationToken))).ConfigureAwait(false))
            .OfType<Exception>().ToList();
        if (troubles.Count == 0)
            return new PersistenceHealthCheckResult(PersistenceHealthStatus.Healthy, "A write was stored.");
        var isAll = troubles.Count == _databases.Length;
        return new PersistenceHealthCheckResult(
            isAll ? PersistenceHealthStatus.Unhealthy : PersistenceHealthStatus.Healthy,
            $"No write can be stored{(isAll ? "" : $" in {troubles.Count} of {_databases.Length} databases")}. {ErrorText.Of(troubles[0])}", troubles[0]);
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        _retentionTimer?.Cancel();
        _overdueTimer.Cancel();
        // One that does not answer holds up its own end only.
        Parallel.ForEach(_databases, database => database.Dispose());
        base.PostStop();
    }

    /// <summary>
    /// Writes take a way of their own. The base class guards each with a circuit breaker that would count one stale owner against all, and
    /// confirms all of them through one actor that puts them in order; each actor's are in order here too. It saves four messages and two
    /// tasks a write.
    /// </summary>
    protected override bool AroundReceive(Receive receive, object message)
    {
        switch (message)
        {
            case WriteMessages write:
                Write(write, isAnsweredOnce: false);
                return true;
            case WriteLog { Messages: var write }:
                Write(write, isAnsweredOnce: true);
                return true;
            // A log that is known to be new: its first write is refused if there is one after all.
            case ReplayMessages { ToSequenceNr: 0, Max: 0 } replay when TransactionIds.IsTransaction(replay.PersistenceId):
                replay.PersistentActor.Tell(new RecoverySuccess(0), Self);
                return true;
            case ReplayMessages replay when !_filtersReplay:
                _usedUp.Forget(replay.PersistenceId);
                _ = RecoverAsync(replay, Self);   // reports its own failure
                return true;
            case OverdueTick:
                foreach (var database in _databases)
                    database.LookAtOverdue();
                return true;
            default:
                return base.AroundReceive(receive, message);
        }
    }

    /// <inheritdoc />
    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Writes do not come this way.");

    /// <inheritdoc />
    public override async Task<long> ReadHighestSequenceNrAsync(
        string persistenceId, long fromSequenceNr, CancellationToken cancellationToken)
    {
        if (!StorableText.IsStorable(persistenceId))
            return 0;   // its writes are rejected, and to ask would be an error of the whole batch
        // A restarted actor may ask while its last write is still under way: the answer must include it.
        var database = Of(persistenceId);
        await database.Writer.WhenSettledAsync(persistenceId).ConfigureAwait(false);
        return await database.Reader.HighestSequenceNrAsync(persistenceId).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override async Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max,
        Action<IPersistentRepresentation> recoveryCallback)
    {
        var reader = Of(persistenceId).Reader;
        var from = fromSequenceNr;
        for (var left = max; left > 0 && from <= toSequenceNr;)
        {
            var limit = (int)Math.Min(left, _settings.ReplayPage);
            var page = await reader.ReplayAsync(new ReplayRead(persistenceId, from, toSequenceNr, limit)).ConfigureAwait(false);
            foreach (var stored in page.Events)
                recoveryCallback(_serialization.Read(persistenceId, stored));
            if (page.Events.Count < limit && !page.IsCut)
                return;
            left -= page.Events.Count;
            from = page.Events[^1].SequenceNr + 1;
        }
    }

    /// <inheritdoc />
    protected override async Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken)
    {
        if (!StorableText.IsStorable(persistenceId))
            return;   // it has no log
        long Delete(IEventDeleter deleter) => deleter.DeleteTo(persistenceId, toSequenceNr, DeletedAtOnce) ? 1 : 0;
        while (await Of(persistenceId).Deletes.RunAsync(Delete, cancellationToken).ConfigureAwait(false) == 1)
            cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc />
    protected override bool ReceivePluginInternal(object message)
    {
        if (message is not RetentionTick)
            return false;
        foreach (var database in _databases)
            _ = database.Retention?.RunAsync(_time.GetUtcNow());   // reports its own failure
        return true;
    }

    private async Task<Exception?> TroubleAsync(LogDatabase database, CancellationToken cancellationToken)
    {
        // One of several that hangs is not to keep the others from being heard.
        var patience = _databases.Length == 1 ? Timeout.InfiniteTimeSpan : ProofPatience;
        try
        {
            await database.ProveAsync().WaitAsync(patience, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private LogDatabase Of(string persistenceId) => _databases[_places.Of(persistenceId)];

    private ICancelable Tick(TimeSpan interval, object tick) =>
        Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(interval, interval, Self, tick, Self);

    private void Write(WriteMessages message, bool isAnsweredOnce)
    {
        var (writes, rejections) = _serialization.WithTransport((this, message), static x => x.Item1.Serialize(x.message));
        var answer = new WriteAnswer(message, rejections, isAnsweredOnce, Self, _answers);
        if (writes.Count == 0)
            answer.Send(null);
        else
            Of(writes[0].PersistenceId).Writer.Write(writes, answer.Send);   // all of one log
    }

    // What one actor sends at once is one unit: if an earlier write of it failed and a later one were stored, its log would have a hole.
    private (List<EventWrite> Writes, Dictionary<AtomicWrite, Exception>? Rejections) Serialize(WriteMessages message)
    {
        var now = _time.GetUtcNow();
        var writes = new List<EventWrite>(1);
        Dictionary<AtomicWrite, Exception>? rejections = null;
        foreach (var write in message.Messages.OfType<AtomicWrite>())
        {
            try
            {
                writes.Add(_usedUp.Of(_serialization.Write(write, AdaptToJournal, now)));
            }
            catch (Exception e)
            {
                (rejections ??= new(ReferenceEqualityComparer.Instance)).Add(write, e);
                _usedUp.Rejected(write);
            }
        }
        return (writes, rejections);
    }

    private async Task RecoverAsync(ReplayMessages message, IActorRef self)
    {
        try
        {
            var (id, from) = (message.PersistenceId, message.FromSequenceNr);
            var highest = await ReadHighestSequenceNrAsync(id, from, CancellationToken.None).ConfigureAwait(false);
            var last = Math.Min(message.ToSequenceNr, highest);
            if (last > 0 && from <= last)
                await ReplayAsync(message, last).ConfigureAwait(false);
            message.PersistentActor.Tell(new RecoverySuccess(highest), self);
        }
        catch (Exception e)
        {
            message.PersistentActor.Tell(new ReplayMessagesFailure(e), self);
        }
    }

    private Task ReplayAsync(ReplayMessages message, long last) => ReplayMessagesAsync(
        null!, message.PersistenceId, message.FromSequenceNr, last, message.Max, stored =>
        {
            foreach (var adapted in AdaptFromJournal(stored))
                message.PersistentActor.Tell(new ReplayedMessage(adapted), ActorRefs.NoSender);
        });

    private sealed class OverdueTick
    {
        public static readonly OverdueTick Instance = new();
    }

    private sealed class RetentionTick
    {
        public static readonly RetentionTick Instance = new();
    }
}

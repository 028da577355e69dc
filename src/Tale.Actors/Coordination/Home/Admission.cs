using Tale.Actors.Coordination.Time;
using Tale.Actors.Core;
using Tale.Actors.Index;
using Tale.Actors.Protocol;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Home;

/// <summary>
/// Whether a node takes a transaction in. What is in memory already costs nothing more, so it is never asked about. Shared by the regions of
/// the node.
/// </summary>
/// <param name="leases">Without that of its database nothing is started or woken.</param>
/// <param name="journal">Null: the journal does not say when it has enough to do.</param>
internal sealed class Admission(TaleSettings settings, ILeases<ILease> leases, IAdmission? journal, NodeClock clock)
{
    private readonly Dictionary<ILease, StartLine> _lines =
        leases.All.ToDictionary(lease => lease, _ => new StartLine(settings, clock, settings.MaxActive / leases.All.Count));

    private volatile bool _isStopping;
    private int _active;

    /// <summary>How many coordinators are in memory.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>As many coordinators more are in memory, or fewer.</summary>
    public void Count(int change) => Interlocked.Add(ref _active, change);

    /// <summary>The line that a start waits in: each database has its own, so that none holds up another one's.</summary>
    public StartLine LineOf(string transactionId) => _lines[LeaseOf(transactionId)];

    /// <summary>From now on no transaction is started here.</summary>
    public void Stop() => _isStopping = true;

    /// <summary>Why no transaction is started in its database now; null when one may be, and for every other command.</summary>
    public TransactionRejected? Refuse(ITransactionCommand command)
    {
        if (command is not IStart)
            return null;
        var id = command.TransactionId;
        if (_isStopping)
            return StoppingNode.ToNewStart.Rejects(id);
        if (LeaseOf(id).Refusal is { } why)
            return new(id, RejectionReason.JournalUnavailable, $"{why} Try again later with the same id, or on another node.");
        return journal?.RefusalOf(id) is { } refusal ? new(id, refusal.Reason, refusal.Message) : null;
    }

    /// <summary>
    /// Why the node takes on no more than it has, be it to wait for its turn; null when it does. From any thread. Not for children: the memory would be full
    /// of parents that wait for theirs.
    /// </summary>
    public TransactionRejected? RefuseMore(string id)
    {
        var why = Active + Waiting < settings.MaxActive
            ? LineOf(id).Refusal
            : $"{Active + Waiting} transactions are at work, and tale.region.max-active allows no more.";
        return why is null ? null : new(id, RejectionReason.Overloaded, $"{why} Try again later with the same id.");
    }

    /// <summary>
    /// The watchdog does not fill the memory either, but what only waits to be started does not keep it from what has begun: what is due and finds no room is due at its next turn.
    /// A node that stops, or does not own its database, wakes nothing.
    /// </summary>
    public bool MayWake(string transactionId) => !_isStopping && LeaseOf(transactionId).Refusal is null && Active < settings.MaxActive;

    /// <summary>There is no transaction with such an id, and there cannot be one.</summary>
    public static object InvalidId(ITransactionCommand command) => command is IStart
        ? new TransactionRejected(command.TransactionId, RejectionReason.InvalidId, TransactionIds.Problem(command.TransactionId))
        : new TransactionNotFound(command.TransactionId);

    private ILease LeaseOf(string transactionId) => leases.Of(TransactionIds.PersistenceIdOf(transactionId));

    private int Waiting => _lines.Values.Sum(line => line.Held);

}

using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Tale.Actors.Index;
using Tale.Actors.Settings;

namespace Tale.Actors.Journal.Leases;

/// <summary>The lease of a node of a cluster, and how it takes that of another one away.</summary>
internal sealed class MemberLease : IMemberLease, IDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly IMemberDatabase _database;
    private readonly ClusterMember _member;
    private readonly MemberClaim _claim;
    private readonly DatabaseLease _lease;
    private readonly ILoggingAdapter _log;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, byte> _lost = new();
    private readonly Task _end;

    private MemberLease(ActorSystem system, IMemberDatabase database, ClusterMember member, MemberClaim claim, DatabaseLease lease, TimeProvider time)
    {
        (_database, _member, _claim, _lease, _time) = (database, member, claim, lease, time);
        _log = Logging.GetLogger(system, "tale-lease");
        _end = system.WhenTerminated;
    }

    public long Term => _lease.Term;

    public string? Refusal => _lease.Refusal;

    public IReadOnlyCollection<OtherMember> Others => _claim.Others;

    public OtherMember? Known(string address) => _claim.Known(address);

    public bool IsStruckOut => _claim.IsStruckOut;

    public bool IsBesideStrangers => _claim.IsBesideStrangers;

    public bool AwaitsStruckOut => !_lost.IsEmpty;

    /// <inheritdoc cref="IClusterIndex.Join" />
    public static MemberLease Join(ActorSystem system, IMemberDatabase database, ClusterMember member, TimeSpan duration, TimeProvider time)
    {
        var claim = new MemberClaim(database, member, duration, time);
        // Given back while it is a member still: the others would take it for a stranger.
        var lease = DatabaseLease.Take(system, claim, time, CoordinatedShutdown.PhaseClusterLeave);
        return new MemberLease(system, database, member, claim, lease, time);
    }

    public bool IsHeld(long term) => _lease.IsHeld(term);

    public void OnChange(Action changed) => _lease.OnChange(changed);

    public void Dispose() => _lease.Dispose();

    public async Task StrikeOutAsync(string address)
    {
        if (!_lost.TryAdd(address, default))
            return;
        // Without a lease this node takes nothing over, and who is out himself never will.
        for (var isReported = false; !IsStruckOut && !_end.IsCompleted;)
        {
            var (left, trouble) = await Task.Run(() => TryStrikeOut(address)).ConfigureAwait(false);
            if (trouble is not null && !isReported)
            {
                _log.Warning(
                    "The lease of the node {0}, which the cluster has lost, cannot be taken from it yet ({1}). Until it is, nothing is taken over here.",
                    address, trouble);
                isReported = true;
            }
            await Task.Delay(left ?? Retry, _time).ConfigureAwait(false);
            if (left is null)
                continue;
            _lost.TryRemove(address, out _);
            return;
        }
    }

    /// <returns>How long that node may believe yet; null: it has not been struck out, because of some trouble, or because this node has no lease.</returns>
    private (TimeSpan? Left, string? Trouble) TryStrikeOut(string address)
    {
        try
        {
            using var store = _database.OpenMembers();
            // The server's clock may have been set back.
            var left = store.StrikeOut(address, _member.Node) is { } lasts
                ? TimeSpan.FromTicks(Math.Min(lasts.Ticks, TaleSettings.LongestLease.Ticks)) : (TimeSpan?)null;
            _claim.Look(store);
            return (left, null);
        }
        catch (Exception e)
        {
            return (null, $"{e.GetType().Name}: {e.Message.TrimEnd('.')}");
        }
    }
}

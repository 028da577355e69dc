using System.Collections.Concurrent;
using Akka.Actor;
using Tale.Actors.Coordination.Histories;
using Tale.Actors.Core;

namespace Tale.Actors.Coordination.Home;

/// <summary>The home of a region's coordinators: what they say goes to the region, and what they have to know at once is kept here.</summary>
internal sealed class RegionHome(HomeServices services, INeighbours neighbours, StartQueue starts) : ICoordinatorHome
{
    private readonly ConcurrentDictionary<string, Door> _doors = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<RejectedAnswer>> _bequests = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _fencedUntil = new();
    private readonly ConcurrentDictionary<string, bool> _isWoken = new();   // of those that are parked
    private readonly ConcurrentDictionary<string, string> _missing = new();   // what it takes to go on with them
    private readonly ConcurrentDictionary<string, bool> _heldBack = new();   // looked at while the surroundings let nothing be taken over
    private volatile bool _isStopping;

    /// <summary>Set once, before the first coordinator is made.</summary>
    public IActorRef Region { get; set; } = ActorRefs.Nobody;

    public string Node => services.Node;

    public bool IsStopping => _isStopping;

    public bool IsFollowed => neighbours.Successor is not null;

    public bool IsMoving => (_isStopping || neighbours.IsStopping) && IsFollowed;

    public void Started(string transactionId) => starts.GiveBack(transactionId);

    /// <summary>A coordinator is about to be made.</summary>
    public Door Open(string transactionId) => _doors[transactionId] = new Door();

    /// <summary>The coordinator has ended.</summary>
    public void Closed(string transactionId) => _doors.TryRemove(transactionId, out _);

    public bool TryLeave(string transactionId, long seen) => _doors[transactionId].TryClose(seen);

    public void HandOver(string transactionId, object message, IActorRef sender) =>
        Region.Tell(new HandedOver(transactionId, message, sender), ActorRefs.NoSender);

    public void KeepWatcher(string transactionId, IActorRef watcher, DateTimeOffset? until) =>
        Region.Tell(new KeptWatcher(transactionId, watcher, until), ActorRefs.NoSender);

    public void Bequeath(string transactionId, IReadOnlyList<RejectedAnswer> rejected)
    {
        if (rejected.Count > 0)
            _bequests[transactionId] = rejected;
    }

    public IReadOnlyList<RejectedAnswer> Inherit(string transactionId) => _bequests.GetValueOrDefault(transactionId, []);

    public void Inherited(string transactionId) => _bequests.TryRemove(transactionId, out _);

    public bool Park(string transactionId)
    {
        if (_isWoken.TryAdd(transactionId, false))
            return true;
        _isWoken[transactionId] = false;
        return false;
    }

    public void WakeParked(string transactionId) => _isWoken.TryUpdate(transactionId, true, false);

    public void Unpark(string transactionId)
    {
        _isWoken.TryRemove(transactionId, out _);
        _missing.TryRemove(transactionId, out _);
    }

    /// <summary>Whether waking it is pointless. It is not once a node that can go on with it has joined.</summary>
    public bool IsParked(string transactionId) =>
        (_isWoken.TryGetValue(transactionId, out var isWoken) && !isWoken
            && !(_missing.TryGetValue(transactionId, out var what) && neighbours.MayBeKnown(what)))
        || (_heldBack.ContainsKey(transactionId) && !neighbours.MayTakeOver(transactionId));

    public void LogGrew(string transactionId)
    {
        if (services.Followed.Contains(transactionId))
            services.Chronicle.Tell(new LogGrew(transactionId), ActorRefs.NoSender);
    }

    public void Fenced(string transactionId) => _fencedUntil[transactionId] = services.Clock.Now + services.Settings.FencedPause;

    /// <summary>
    /// Never while the region stops, nor while it may be another one's. Not for a while after another owner has shown up: what it has is not taken back.
    /// If the log names this node as the owner, the other one was an earlier write of this very node that had been given up; and what this node
    /// had let go of is nobody else's, whatever surrounds it.
    /// </summary>
    public bool MayTakeOver(string transactionId, string owner)
    {
        if (_isStopping)
            return false;
        if (owner != Node && !neighbours.MayTakeOver(transactionId))
        {
            _heldBack[transactionId] = true;
            return false;
        }
        _heldBack.TryRemove(transactionId, out _);
        if (!_fencedUntil.TryGetValue(transactionId, out var until) || owner == Node || services.Clock.Now >= until)
        {
            _fencedUntil.TryRemove(transactionId, out _);
            return true;
        }
        services.Clock.Set(until, Region, new Protocol.WakeTransaction(transactionId));
        return false;
    }

    public bool LeaveToOthers(string transactionId, string definition, int? version) =>
        neighbours.LeaveToOthers(transactionId, Knowledge.OfDefinition(definition, version));

    public bool LeaveToOthers(UnfoldedLog unfolded)
    {
        if (unfolded is not { Log.IsFinal: false, Problem.IsHole: false })
            return false;
        var what = _missing[unfolded.Log.Id] = Knowledge.Of(unfolded);
        return neighbours.LeaveToOthers(unfolded.Log.Id, what);
    }

    /// <summary>From any thread.</summary>
    public void Stop() => _isStopping = true;
}

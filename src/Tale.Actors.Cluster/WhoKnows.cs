using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster;
using Tale.Actors.Core;
using Tale.Actors.Index;

namespace Tale.Actors.Cluster;

/// <summary>Which nodes can read and run what, as they say in their rows of the database. On any thread.</summary>
/// <param name="leases">Of its databases: what a node can stands in each.</param>
/// <param name="knows">What this node can.</param>
/// <param name="counts">Whether a member runs transactions.</param>
internal sealed class WhoKnows(Akka.Cluster.Cluster cluster, IReadOnlyList<IMemberLease> leases, IReadOnlySet<string> knows, Func<Member, bool> counts)
{
    /// <summary>By then it has its lease, and the others have read of it.</summary>
    private static readonly TimeSpan JustUp = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<UniqueAddress, long> _seenAt = new();

    /// <summary>Of a member that has just been taken in nobody knows yet what it knows.</summary>
    public void IsUp(Member member) => _seenAt[member.UniqueAddress] = TimeProvider.System.GetTimestamp();

    public void IsGone(Member member) => _seenAt.TryRemove(member.UniqueAddress, out _);

    /// <summary>Whether another node may know something.</summary>
    public bool MayBeKnown(string what) =>
        // Whoever's lease has lapsed for a moment knows what it knew.
        cluster.State.Members.Any(member => counts(member) && member.UniqueAddress != cluster.SelfUniqueAddress
            && (Known(NodeAddress.Of(member.UniqueAddress)) is { } other
                ? Knowledge.Has(other.Knows, what)
                : TimeProvider.System.GetElapsedTime(_seenAt.GetOrAdd(member.UniqueAddress, _ => TimeProvider.System.GetTimestamp())) < JustUp));

    /// <summary>Whether a member is of this build of Tale. Null: it has said nothing yet, and perhaps it runs none.</summary>
    public bool? IsOfThisBuild(Member member) => Known(NodeAddress.Of(member.UniqueAddress)) is { } other ? !Knowledge.IsOfAnotherBuild(other.Knows) : null;

    private OtherMember? Known(string address) => leases.Select(lease => lease.Known(address)).FirstOrDefault(other => other is not null);

    /// <summary>Whether the node at the address of a region knows it. Without a host and port it is this one's.</summary>
    public bool IsKnownAt(Address region, string what) => region.HasLocalScope || region == cluster.SelfAddress
        ? Knowledge.Has(knows, what)
        : leases.SelectMany(lease => lease.Others).Any(other => NodeAddress.PlaceOf(other.Address) == region && Knowledge.Has(other.Knows, what));
}

using Akka.Actor;
using Tale.Actors.Core;

namespace Tale.Actors.Coordination;

/// <summary>
/// Where coordinators live: on one node, or in a cluster's shards. A coordinator knows nothing else of its surroundings, and never its
/// parent. Safe to be called from any coordinator at any time.
/// </summary>
internal interface ICoordinatorHome
{
    /// <summary>The node, as logs name it: another one at every start of the process.</summary>
    string Node { get; }

    /// <summary>The node stops: what fails because of that is no failure of a step.</summary>
    bool IsStopping { get; }

    /// <summary>Another region goes on with what this one leaves: who waits here waits there.</summary>
    bool IsFollowed { get; }

    /// <summary>Its transactions are about to leave this node, and another one goes on with them.</summary>
    bool IsMoving { get; }

    /// <summary>Something of it is stored: the next start can be begun.</summary>
    void Started(string transactionId);

    /// <summary>The coordinator has nothing to do in memory, and stops if this says so; what is sent to it from then on is kept.</summary>
    /// <param name="seen">How many messages of those that a home sends it has seen.</param>
    /// <returns>False: another one is on its way to it.</returns>
    bool TryLeave(string transactionId, long seen);

    /// <summary>A message that the next incarnation has to answer.</summary>
    void HandOver(string transactionId, object message, IActorRef sender);

    /// <summary>Somebody waits for the outcome; the next incarnation, whenever it comes, is to tell.</summary>
    /// <param name="until">Before this time nothing is expected to become of the transaction; null: who knows.</param>
    void KeepWatcher(string transactionId, IActorRef watcher, DateTimeOffset? until);

    /// <summary>What the next incarnation has to fold together with its recovery.</summary>
    void Bequeath(string transactionId, IReadOnlyList<RejectedAnswer> rejected);

    /// <summary>What an incarnation before has bequeathed, and no one since has stored.</summary>
    IReadOnlyList<RejectedAnswer> Inherit(string transactionId);

    /// <summary>What was inherited is in the log.</summary>
    void Inherited(string transactionId);

    /// <summary>
    /// The log cannot be folded on this node, and will not be as long as this process lives: waking the transaction again is pointless.
    /// </summary>
    /// <returns>Whether that is news.</returns>
    bool Park(string transactionId);

    /// <summary>It was parked, and is to be woken all the same: what has to be shown of it is not shown yet.</summary>
    void WakeParked(string transactionId);

    /// <summary>The log can be folded after all, or is another one: somebody has used the id again.</summary>
    void Unpark(string transactionId);

    /// <summary>The log has grown, or has just been read and may have grown unnoticed: whoever follows it is told.</summary>
    void LogGrew(string transactionId);

    /// <summary>Another owner has written to the log.</summary>
    void Fenced(string transactionId);

    /// <summary>Whether the open work of a transaction may be taken over now.</summary>
    /// <param name="owner">The node of the incarnation that owns it, as the log says.</param>
    bool MayTakeOver(string transactionId, string owner);

    /// <summary>
    /// Whether the definition of a start may be known on another node. Then the transaction is asked to go there, and nothing is said of it here.
    /// </summary>
    bool LeaveToOthers(string transactionId, string definition, int? version);

    /// <summary>Whether another node may be able to fold its log. Then the transaction is asked to go there, and its log is left alone.</summary>
    bool LeaveToOthers(UnfoldedLog unfolded);
}

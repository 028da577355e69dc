using Akka.Actor;
using Tale.Actors.Coordination.Histories;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Settings;

namespace Tale.Actors.Coordination.Home;

/// <summary>What the homes of a node share.</summary>
/// <param name="Node">The node, as logs name it.</param>
/// <param name="Chronicle">Answers for histories.</param>
/// <param name="Followed">The logs that somebody follows, as the chronicle says.</param>
internal sealed record HomeServices(string Node, NodeClock Clock, TaleSettings Settings, IActorRef Chronicle, FollowedLogs Followed);

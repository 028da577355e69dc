using Akka.Actor;

namespace Tale.Actors.Coordination.Home;

/// <summary>The watchdogs of several databases, which are told what one would be.</summary>
internal sealed class Watchdogs(IReadOnlyList<Props> dogs) : UntypedActor
{
    protected override void PreStart()
    {
        foreach (var dog in dogs)
            Context.ActorOf(dog);
    }

    protected override void OnReceive(object message)
    {
        foreach (var dog in Context.GetChildren())
            dog.Forward(message);
    }
}

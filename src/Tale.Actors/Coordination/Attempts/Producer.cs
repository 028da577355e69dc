using Akka.Actor;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>Makes an actor without compiling an expression tree for each, which would be half of all CPU.</summary>
internal sealed class Producer<TActor>(Func<TActor> make) : IIndirectActorProducer
    where TActor : ActorBase
{
    public Type ActorType => typeof(TActor);

    public ActorBase Produce() => make();

    public void Release(ActorBase actor)
    {
    }
}

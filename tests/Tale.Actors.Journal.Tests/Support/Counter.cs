using Akka.Actor;
using Akka.Persistence;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>A persistent actor that stores whatever it is sent and answers with the sequence number.</summary>
internal sealed class Counter : UntypedPersistentActor
{
    private Counter(string persistenceId) => PersistenceId = persistenceId;

    public override string PersistenceId { get; }

    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    public static Props Props(string persistenceId) => Akka.Actor.Props.CreateBy(new Producer(persistenceId));

    protected override void OnCommand(object message)
    {
        var sender = Sender;
        Persist(message, _ => sender.Tell(LastSequenceNr));
    }

    protected override void OnRecover(object message) { }

    private sealed class Producer(string persistenceId) : IIndirectActorProducer
    {
        public Type ActorType => typeof(Counter);

        public ActorBase Produce() => new Counter(persistenceId);

        public void Release(ActorBase actor) { }
    }
}

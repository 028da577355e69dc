using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tale.Actors.Coordination.Home;

/// <summary>
/// The mailbox of coordinators. Akka's own loses, without a dead letter, what a sender that was held up puts into it after its actor has
/// ended; a command to a transaction would never be answered (ADR 28). Made by Akka, by its name in reference.conf.
/// </summary>
internal sealed class CoordinatorMailbox(Akka.Actor.Settings settings, Config config)
    : MailboxType(settings, config), IProducesMessageQueue<CoordinatorMailbox.Queue>
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "tale.coordinator.mailbox";

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new Queue();

    internal sealed class Queue : IMessageQueue, IUnboundedMessageQueueSemantics
    {
        private readonly ConcurrentQueue<Envelope> _queue = new();

        // Not null: the actor has ended.
        private IMessageQueue? _deadLetters;

        public bool HasMessages => !_queue.IsEmpty;

        public int Count => _queue.Count;

        public void Enqueue(IActorRef receiver, Envelope envelope)
        {
            _queue.Enqueue(envelope);
            // Either the actor's end sees this message, or this sees the actor's end.
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _deadLetters) is { } deadLetters)
                Drain(receiver, deadLetters);
        }

        public bool TryDequeue(out Envelope envelope) => _queue.TryDequeue(out envelope);

        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
            Volatile.Write(ref _deadLetters, deadletters);
            Interlocked.MemoryBarrier();
            Drain(owner, deadletters);
        }

        private void Drain(IActorRef owner, IMessageQueue deadLetters)
        {
            while (_queue.TryDequeue(out var envelope))
                deadLetters.Enqueue(owner, envelope);
        }
    }
}

using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Tale.Actors.Benchmarks.Measuring;

/// <summary>An unbounded mailbox that counts what comes, by kind. Akka's own messages about actors (created, watched, ended) do not pass through mailboxes.</summary>
internal sealed class CountingMailbox(Akka.Actor.Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<CountingMailbox.Queue>
{
    /// <summary>Has all actors of a system counted.</summary>
    public const string Hocon = """
        akka.actor.default-mailbox.mailbox-type = "Tale.Actors.Benchmarks.Measuring.CountingMailbox, Tale.Actors.Benchmarks"
        tale.coordinator.mailbox.mailbox-type = "Tale.Actors.Benchmarks.Measuring.CountingMailbox, Tale.Actors.Benchmarks"

        """;

    public static ConcurrentDictionary<(string To, string Message), long> Counts { get; } = new();

    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new Queue();

    internal sealed class Queue : UnboundedDequeMessageQueue, IMessageQueue
    {
        void IMessageQueue.Enqueue(IActorRef receiver, Envelope envelope)
        {
            Counts.AddOrUpdate((Kind(receiver), envelope.Message.GetType().Name), 1, (_, count) => count + 1);
            Enqueue(receiver, envelope);
        }

        private static string Kind(IActorRef receiver) =>
            (receiver as ActorRefWithCell)?.Underlying is ActorCell cell ? cell.Props.Type.Name : receiver.GetType().Name;
    }
}

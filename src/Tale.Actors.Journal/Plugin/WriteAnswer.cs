using Akka.Actor;
using Akka.Persistence;
using Tale.Actors.Coordination.Journaling;

namespace Tale.Actors.Journal.Plugin;

/// <summary>What a persistent actor is told about the messages that it sent together, each in its place.</summary>
/// <param name="message">What it sent.</param>
/// <param name="rejections">What of it is not stored; null: none.</param>
/// <param name="isAnsweredOnce">It asked for one answer, if all is stored (<see cref="WriteLog" />).</param>
/// <param name="journal">Who answers.</param>
/// <param name="order">
/// Of all answers of several messages. Akka's actors send their next write after the first of them: its answers, which may come from another thread,
/// must not overtake the rest, or handlers would be called with the wrong events.
/// </param>
internal sealed class WriteAnswer(
    WriteMessages message, Dictionary<AtomicWrite, Exception>? rejections, bool isAnsweredOnce, IActorRef journal, Lock order)
{
    /// <param name="failure">Null: stored, but for what was rejected.</param>
    public void Send(Exception? failure)
    {
        if (isAnsweredOnce && failure is null && rejections is null)
        {
            message.PersistentActor.Tell(new LogWritten(message.ActorInstanceId), journal);
            return;
        }
        lock (order)
            SendEach(failure);
    }

    private void SendEach(Exception? failure)
    {
        var actor = message.PersistentActor;
        object all = failure is null
            ? WriteMessagesSuccessful.Instance
            : new WriteMessagesFailed(failure, message.Messages.OfType<AtomicWrite>().Count());
        actor.Tell(all, journal);
        foreach (var envelope in message.Messages)
        {
            if (envelope is AtomicWrite write)
                Send(write, failure);
            else
                actor.Tell(new LoopMessageSuccess(envelope.Payload, message.ActorInstanceId), envelope.Sender);
        }
    }

    private void Send(AtomicWrite write, Exception? failure)
    {
        var rejection = rejections?.GetValueOrDefault(write);
        foreach (var representation in (IEnumerable<IPersistentRepresentation>)write.Payload)
            message.PersistentActor.Tell(Answer(representation, failure, rejection), representation.Sender);
    }

    private object Answer(IPersistentRepresentation representation, Exception? failure, Exception? rejection)
    {
        if (failure is not null)
            return new WriteMessageFailure(representation, failure, message.ActorInstanceId);
        return rejection is not null
            ? new WriteMessageRejected(representation, rejection, message.ActorInstanceId)
            : new WriteMessageSuccess(representation, message.ActorInstanceId);
    }
}

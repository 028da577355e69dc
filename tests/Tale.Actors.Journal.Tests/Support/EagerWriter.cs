using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Persistence;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>
/// Writes again as soon as it hears that the first write is stored, and then takes its time over each answer, so that others may overtake those that are
/// still to come.
/// </summary>
internal sealed class EagerWriter(ActorSystem system, IActorRef journal, WriteMessages next) : MinimalActorRef, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly BlockingCollection<string> _answers = [];
    private readonly ManualResetEventSlim _overtaken = new();
    private int _stored;

    public override ActorPath Path { get; } = ((ExtendedActorSystem)system).Provider.TempPath();

    public override IActorRefProvider Provider { get; } = ((ExtendedActorSystem)system).Provider;

    /// <summary>The first answers, in the order in which they came: the payload of an event that is stored, or the kind of answer.</summary>
    public IReadOnlyList<string> Answers(int count) => [.. Enumerable.Range(0, count).Select(_ =>
        _answers.TryTake(out var answer, TimeSpan.FromSeconds(60)) ? answer : "nothing")];

    public void Dispose()
    {
        _answers.Dispose();
        _overtaken.Dispose();
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is WriteMessagesSuccessful && Interlocked.Increment(ref _stored) == 1)
            journal.Tell(new WriteMessages(next.Messages, this, next.ActorInstanceId));
        else if (message is WriteMessageRejected)
            _overtaken.Set();
        else if (message is WriteMessageSuccess)
            _overtaken.Wait(Pause);
        _answers.Add(message is WriteMessageSuccess success ? (string)success.Persistent.Payload : message.GetType().Name);
    }
}

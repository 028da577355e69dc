using Akka.Actor;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Coordination.Outages;

/// <summary>A participant that is silent until it is told to answer. What it was asked meanwhile stays unanswered.</summary>
internal sealed class Desk(DeskBook book) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        book.Messages.Enqueue(message);
        if (book.Answer is not { } answer)
            return;
        if (message is ExecuteStep execute)
            Sender.Tell(answer(execute));
        else if (message is CompensateStep compensate)
            Sender.Tell(compensate.Succeeded());
    }
}

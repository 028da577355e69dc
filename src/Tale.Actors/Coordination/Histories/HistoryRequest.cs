using Akka.Actor;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Histories;

/// <summary>A question for a history that has no answer yet: it waits for its turn, is being read, or waits for news.</summary>
internal sealed class HistoryRequest(IActorRef asker, GetHistory question)
{
    public IActorRef Asker => asker;

    public GetHistory Question => question;

    /// <summary>The log may have grown since the last reading of it began.</summary>
    public bool HasNews { get; set; }

    /// <summary>Set while it waits for news: what it is answered when there are none.</summary>
    public TransactionHistory? Empty { get; set; }

    /// <summary>When it has waited long enough.</summary>
    public NodeClock.Alarm? WaitEnds { get; set; }

    /// <summary>It has been answered, or nobody wants an answer any more.</summary>
    public bool IsClosed { get; set; }
}

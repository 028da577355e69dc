using Akka.Actor;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Core;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// Plays one attempt by asking somebody else, again and again until there is an answer, and tells the coordinator what came of it. Whom it asks
/// for what is its heir's.
/// </summary>
/// <param name="interval">How long it waits for an answer before it asks again.</param>
internal abstract class AskingActor(AttemptServices services, TimeSpan interval) : UntypedActor
{
    private NodeClock.Alarm? _again;

    /// <summary>The attempt; null: there is none yet, or it has ended.</summary>
    protected AttemptWork? Work { get; private set; }

    protected AttemptServices Services => services;

    /// <summary>Nothing is asked of anybody without the lease in whose term the attempt was issued.</summary>
    protected bool MayAsk => Work is { Tenure.IsHeld: true };

    protected sealed override void OnReceive(object message)
    {
        switch (message)
        {
            case AttemptWork work when work.TryBegin(services.Clock):
                Work = work;
                Begin(work);
                break;
            case Again when Work is { } work:
                AskAgain(work);
                break;
            case AttemptCancelled cancelled when Work is { } work:
                Cancel(work, cancelled.IsSaidAgain);
                break;
            case AttemptAbandoned:
                if (Work is { } abandoned)
                    Abandon(abandoned);
                Context.Stop(Self);
                break;
            case AttemptWork or Again or AttemptCancelled:
                break;
            default:
                Hear(message);
                break;
        }
    }

    protected override void PostStop()
    {
        CancelAlarm();
        Work?.GiveBackSlots();
        Work?.Dispose();
    }

    /// <summary>The attempt begins now.</summary>
    protected abstract void Begin(AttemptWork work);

    /// <summary>There was no answer in time.</summary>
    protected abstract void AskAgain(AttemptWork work);

    /// <summary>The attempt is to come to an end.</summary>
    /// <param name="isSaidAgain">As <see cref="AttemptCancelled.Again" />.</param>
    protected abstract void Cancel(AttemptWork work, bool isSaidAgain);

    /// <summary>Nobody waits for the attempt any longer, and this actor ends.</summary>
    protected virtual void Abandon(AttemptWork work)
    {
    }

    /// <summary>Somebody else says something, perhaps late.</summary>
    protected abstract void Hear(object message);

    /// <summary>Has it asked again once the interval is over, or after a longer pause.</summary>
    protected void SetAlarm(TimeSpan? pause = null) => _again = services.Clock.Set(services.Clock.Now + (pause ?? interval), Self, Again.Instance);

    protected void CancelAlarm() => services.Clock.Cancel(_again);

    protected void End(AttemptWork work, Command.Answer answer)
    {
        CancelAlarm();
        Work = null;
        // The coordinator may end before it hears of it, and this actor has no work then to give them back for.
        work.GiveBackSlots();
        work.Dispose();
        Context.Parent.Tell(new AttemptEnded(work, answer));
    }

    private sealed class Again : INoSerializationVerificationNeeded
    {
        public static readonly Again Instance = new();
    }
}

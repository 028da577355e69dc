using Akka.Actor;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// Plays one attempt by a transaction of its own: says what there is to say to it, again and again until it has ended, and tells the
/// coordinator what came of it. What is said, and what an answer means, is its errand's.
/// </summary>
internal sealed class ChildActor(AttemptServices services) : UntypedActor
{
    private AttemptWork? _work;
    private ChildErrand? _errand;
    private NodeClock.Alarm? _again;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AttemptWork work when work.TryBegin(services.Clock):
                Begin(work);
                break;
            case AttemptWork:
                break;
            case Again when _errand is { } errand:
                Ask(errand);
                break;
            case AttemptCancelled when _errand is { } errand:
                errand.Cancel();
                break;
            case AttemptCancelled or Again:
                break;
            case IWithTransactionId answer when _errand is { } errand && answer.TransactionId == errand.Id:
                Answered(errand, answer);
                break;
            case IWithTransactionId:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Whoever waits for the transaction's end is gone, and it is not kept in memory for that.</summary>
    protected override void PostStop()
    {
        services.Clock.Cancel(_again);
        if (_errand is { } errand)
            services.Transactions.Send(new UnwatchTransaction(errand.Id), Self);
        _work?.GiveBackSlots();
        _work?.Dispose();
    }

    private void Begin(AttemptWork work)
    {
        _work = work;
        try
        {
            _errand = work.Direction == Direction.Execute
                ? new ChildExecution(services, work, Self)
                : new ChildUndo(services, work, Self);
        }
        catch (Exception e)
        {
            EndBy(e, work);
            return;
        }
        Ask(_errand);
    }

    private void Answered(ChildErrand errand, IWithTransactionId answer)
    {
        try
        {
            if (errand.Answered(answer) is { } ended)
                End(ended);
        }
        catch (Exception e)
        {
            EndBy(e, _work!);
        }
    }

    /// <summary>The function that gives its starting state is the user's.</summary>
    private void EndBy(Exception error, AttemptWork work) => End(work.Failed(services.Judge.Of(error, work)));

    private void Ask(ChildErrand errand)
    {
        _again = services.Clock.Set(services.Clock.Now + services.Settings.RewatchInterval, Self, Again.Instance);
        if (services.Lease.IsHeld(_work!.Term))
            errand.Ask();
    }

    private void End(Command.Answer answer)
    {
        services.Clock.Cancel(_again);
        var work = _work!;
        (_work, _errand) = (null, null);
        work.Dispose();
        Context.Parent.Tell(new AttemptEnded(work, answer));
    }

    private sealed class Again : INoSerializationVerificationNeeded
    {
        public static readonly Again Instance = new();
    }
}

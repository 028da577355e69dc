using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Definitions;

namespace Tale.Actors.Actors;

/// <summary>
/// The coordinator's supervision of its step actors. The step's decider answers an error with a directive; the core turns it into events, and
/// Akka is told to restart, resume or stop the actor. An escalation stays here: it suspends the transaction and must not fail the coordinator.
/// </summary>
internal sealed class StepSupervision(Func<IActorRef, StepWork?> workOf, Action<IActorRef, StepWork, Exception, Verdict> onFailed)
    : OneForOneStrategy(-1, -1, _ => Directive.Restart, loggingEnabled: false)
{
    protected override Directive Handle(IActorRef child, Exception exception)
    {
        if (workOf(child) is not { } work)
            return Directive.Restart;
        var directive = Decide(work, exception);
        onFailed(child, work, exception, VerdictOf(work, exception, directive));
        // A step actor holds nothing between attempts: restarting it is as good as stopping it, and it can be used again.
        return directive == Directive.Resume ? Directive.Resume : Directive.Restart;
    }

    private static Directive Decide(StepWork work, Exception exception)
    {
        if (exception is AbortRetriesException)
            return Directive.Stop;
        try
        {
            return work.Node.Settings.Decider?.Invoke(exception) ?? Directive.Restart;
        }
        catch (Exception)
        {
            // A decider that fails has no say; giving up is the safe answer, and the step's own error stays the one that is recorded.
            return Directive.Stop;
        }
    }

    private static Verdict VerdictOf(StepWork work, Exception exception, Directive directive)
    {
        if (exception is OperationCanceledException && work.Cancellation is { IsCancellationRequested: true })
            return Verdict.Unknown;
        if (exception is OutputNotStoredException)
            return Verdict.Unknown;
        return directive switch
        {
            Directive.Restart => Verdict.Retry,
            Directive.Resume => Verdict.KeepState,
            Directive.Escalate => Verdict.Escalate,
            _ => Verdict.GiveUp,
        };
    }
}

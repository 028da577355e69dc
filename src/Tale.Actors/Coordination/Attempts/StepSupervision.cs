using Akka.Actor;
using Tale.Actors.Core;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// The coordinator's supervision of its attempts. The judge says what an error means, the core turns that into events, and Akka restarts
/// the actor: it holds nothing between attempts. An escalation stays here: it suspends the transaction and must not fail the coordinator.
/// </summary>
/// <param name="runnerOf">Null while the coordinator runs nothing.</param>
/// <param name="isStopping">Whether the node stops.</param>
/// <param name="onEnded">Null: the attempt is as open as it was.</param>
internal sealed class StepSupervision(
    Func<AttemptRunner?> runnerOf, ErrorJudge judge, Func<bool> isStopping, Action<Command.Answer?> onEnded)
    : OneForOneStrategy(-1, -1, _ => Directive.Restart, loggingEnabled: false)
{
    protected override Directive Handle(IActorRef child, Exception exception)
    {
        if (runnerOf() is not { } runner || runner.WorkOf(child) is not { } work)
            return Directive.Stop;   // Given up before: nobody waits for what it says.
        runner.Answered(work);
        onEnded(ErrorJudge.IsCutShort(exception, work, isStopping()) ? null : work.Failed(judge.Of(exception, work)));
        return Directive.Restart;
    }
}

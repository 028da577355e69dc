using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>
/// Plays the one step that is a participant's. A request that is sent again is answered again, and noted once. One of <see cref="Road.FailFast"/>
/// it answers when it is told to stop, and has done it by then.
/// </summary>
internal sealed class SweepParticipant(SweepSteps steps) : UntypedActor
{
    private readonly HashSet<(string Key, long Epoch, int Attempt)> _known = [];
    private readonly Dictionary<(string Key, long Epoch, int Attempt), (ExecuteStep Request, IActorRef Asker)> _untilStopped = [];

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ExecuteStep { Step: "both/0/left" } x when _untilStopped.TryAdd((x.IdempotencyKey, x.Epoch, x.Attempt), (x, Sender)):
                Note(x, Direction.Execute, x.State, StepOutcome.Succeeded);
                break;
            case ExecuteStep { Step: "both/0/left" }:
                break;
            case CancelStep x:
                if (_untilStopped.TryGetValue((x.IdempotencyKey, x.Epoch, x.Attempt), out var stopped))
                {
                    steps.EndAll(x.TransactionId, x.Step);
                    stopped.Asker.Tell(stopped.Request.Succeeded((int)stopped.Request.State! + 1));
                }
                break;
            case ExecuteStep x:
                Sender.Tell(Play(x, Direction.Execute, x.State, StepOutcome.Succeeded) ? x.Succeeded((int)x.State! + 1) : x.Retry("busy"));
                break;
            case CompensateStep x:
                Sender.Tell(Play(x, Direction.Compensate, x.State, x.Outcome) ? x.Succeeded() : x.Retry("busy"));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private bool Play(IStepRequest request, Direction direction, object? state, StepOutcome outcome)
    {
        var succeeds = request.Attempt > 1;
        if (_known.Add((request.IdempotencyKey, request.Epoch, request.Attempt)))
            steps.End(Note(request, direction, state, outcome), succeeds);
        return succeeds;
    }

    private SweepCall Note(IStepRequest request, Direction direction, object? state, StepOutcome outcome) => steps.Call(
        request.TransactionId, new AttemptRef(request.Step, direction, request.Attempt), request.IdempotencyKey, state, outcome);
}

using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>Plays the one step that is a participant's. A request that is sent again is answered again, and noted once.</summary>
internal sealed class SweepParticipant(SweepSteps steps) : UntypedActor
{
    private readonly HashSet<(string Key, long Epoch, int Attempt)> _known = [];

    protected override void OnReceive(object message)
    {
        switch (message)
        {
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
        {
            var attempt = new AttemptRef(request.Step, direction, request.Attempt);
            steps.End(steps.Call(request.TransactionId, attempt, request.IdempotencyKey, state, outcome), succeeds);
        }
        return succeeds;
    }
}

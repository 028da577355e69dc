using Akka.Actor;
using Akka.Hosting;
using Tale.Actors.Core;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Actors;

/// <summary>Asks a participant to play one attempt, again and again until it answers, and tells the coordinator what came of it.</summary>
internal sealed class ParticipantActor(TaleRuntime tale) : UntypedActor, IWithTimers
{
    private StepWork? _work;
    private IStepRequest? _request;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StepWork work:
                Begin(work);
                break;
            case Resend when _request is not null:
                Send();
                break;
            case StepReply reply:
                Answer(reply);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Begin(StepWork work)
    {
        _work = work;
        _request = Request(work);
        Timers.StartPeriodicTimer(Resend.Instance, Resend.Instance, tale.Settings.ResendInterval);
        Send();
    }

    private void Send()
    {
        var address = _work!.Node.Participant!;
        if (address.ActorPath is { } path)
            Send(Context.ActorSelection(path));
        // One that is not there yet is asked again at the next turn: it may still be starting.
        else if (ActorRegistry.For(Context.System).TryGet(address.Key!, out var participant))
            Send(participant);
    }

    private void Send(ICanTell participant)
    {
        var stored = _work!.IsCompensation ? _work.StepState.CompensationState : _work.StepState.Inputs[0];
        if (FrameLimit.ProblemOf(Context.System, participant, _request!, stored) is not { } problem)
        {
            participant.Tell(_request, Self);
            return;
        }
        var result = _work.Failed(Error(problem, Verdict.GiveUp));
        Timers.Cancel(Resend.Instance);
        (_work, _request) = (null, null);
        Context.Parent.Tell(new LocalCommand(result));
    }

    private IStepRequest Request(StepWork work)
    {
        var (id, step) = (work.State.TransactionId, work.StepState);
        if (work.IsCompensation)
        {
            var output = tale.Codec.Decode(step.CompensationState, work.CompensationType);
            return new CompensateStep(id, work.Step.Path, work.IdempotencyKey, work.Epoch, work.Attempt, output, work.Outcome) { Headers = work.State.Headers };
        }
        var input = tale.Codec.Decode(step.Inputs[0], work.Node.InputType);
        return new ExecuteStep(id, work.Step.Path, work.IdempotencyKey, work.Epoch, work.Attempt, input)
        {
            Failures = step.Failures, Headers = work.State.Headers,
        };
    }

    private void Answer(StepReply reply)
    {
        var isStale = _work is not { } work || reply.TransactionId != work.State.TransactionId || reply.Step != work.Step.Path
            || reply.Epoch != work.Epoch || reply.Attempt != work.Attempt;
        if (isStale)
            return;
        Timers.Cancel(Resend.Instance);
        var result = Result(_work!, reply);
        (_work, _request) = (null, null);
        Context.Parent.Tell(new LocalCommand(result));
    }

    private Command Result(StepWork work, StepReply reply) => reply switch
    {
        StepReply.Succeeded success => Succeeded(work, success),
        StepReply.Failed failure => work.Failed(Error(failure.Message, Verdict.GiveUp)),
        StepReply.Retry retry => work.Failed(Error(retry.Message, Verdict.Retry) with { RetryAfter = retry.After < TimeSpan.Zero ? TimeSpan.Zero : retry.After }),
        _ => throw new InvalidOperationException($"{reply.GetType().Name} is no answer that is known."),
    };

    private Command Succeeded(StepWork work, StepReply.Succeeded success)
    {
        if (work.IsCompensation)
            return work.Done(null);
        try
        {
            var type = work.Node.OutputType;
            if (success.Output is UnsentValue unsent)
                throw new StateSerializationException(unsent.Problem);
            var output = success.Output is Payload payload ? tale.Codec.Decode(payload, type) : success.Output;
            if (output is not null && !type.IsInstanceOfType(output))
                throw new StateSerializationException($"The participant answered with a {output.GetType().Name}; a {type.Name} is expected.");
            return work.Done(tale.EncodeOutput(output, type));
        }
        catch (StateSerializationException e)
        {
            // It did take effect, but what it left cannot be stored: nobody can go on from it.
            return work.Failed(Error(e.Message, Verdict.Unknown));
        }
    }

    private AttemptError Error(string message, Verdict verdict) => ErrorText.Of("ParticipantFailure", message, verdict, tale.Settings.MaxFailureLength);

    private sealed class Resend : INoSerializationVerificationNeeded
    {
        public static readonly Resend Instance = new();
    }
}

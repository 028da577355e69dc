using Akka.Actor;
using Akka.Hosting;
using Tale.Actors.Core;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>Asks a participant to play one attempt, again and again until it answers, and tells the coordinator what came of it.</summary>
internal sealed class ParticipantActor(AttemptServices services) : UntypedActor
{
    private AttemptWork? _work;
    private IStepRequest? _request;
    private NodeClock.Alarm? _resend;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case AttemptWork work when work.TryBegin():
                Begin(work);
                break;
            case AttemptWork:
                break;
            case Resend when _work is { } work:
                Send(work);
                break;
            case IStepReply reply when _work is { } work && IsTo(work, reply):
                Answer(work, reply);
                break;
            case IStepReply:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PostStop()
    {
        services.Clock.Cancel(_resend);
        _work?.Dispose();
    }

    private void Begin(AttemptWork work)
    {
        _work = work;
        _request = Request(work);
        Send(work);
    }

    private void Send(AttemptWork work)
    {
        var address = ((StepBody.Participant)work.Node.Body).Address;
        if (address.ActorPath is { } path)
            Context.ActorSelection(path).Tell(_request, Self);
        // One that is not there yet is asked again at the next turn: it may still be starting.
        else if (ActorRegistry.For(Context.System).TryGet(address.Key!, out var participant))
            participant.Tell(_request, Self);
        _resend = services.Clock.Set(services.Clock.Now + services.Settings.ResendInterval, Self, Resend.Instance);
    }

    private IStepRequest Request(AttemptWork work)
    {
        var (id, path, key, number) = (work.TransactionId, work.Step.Path, work.IdempotencyKey, work.Attempt.Number);
        if (work.Direction == Direction.Compensate)
        {
            var output = services.Codec.Decode(work.CompensationState, work.CompensationType);
            return new CompensateStep(id, path, key, work.Epoch, number, output, work.Outcome) { Headers = work.Headers };
        }
        var input = services.Codec.Decode(work.Inputs[0], work.Node.InputType);
        return new ExecuteStep(id, path, key, work.Epoch, number, input) { Failures = work.Failures, Headers = work.Headers };
    }

    private static bool IsTo(AttemptWork work, IStepReply reply) =>
        reply.TransactionId == work.TransactionId && reply.Step == work.Step.Path && reply.Epoch == work.Epoch && reply.Attempt == work.Attempt.Number;

    private void Answer(AttemptWork work, IStepReply reply)
    {
        services.Clock.Cancel(_resend);
        _work = null;
        var answer = Result(work, reply);
        work.Dispose();
        Context.Parent.Tell(answer);
    }

    private Command.Answer Result(AttemptWork work, IStepReply reply) => reply switch
    {
        StepSucceeded success => Succeeded(work, success),
        StepFailed failure => work.Failed(services.Judge.OfParticipant(failure.Message, Verdict.GiveUp)),
        RetryStep retry => work.Failed(services.Judge.OfParticipant(retry.Message, Verdict.Retry) with { RetryAfter = retry.After }),
        _ => throw new InvalidOperationException($"{reply.GetType().Name} is no answer that is known."),
    };

    private Command.Answer Succeeded(AttemptWork work, StepSucceeded success)
    {
        if (work.Direction == Direction.Compensate)
            return work.Done(null);
        try
        {
            var type = work.Node.OutputType;
            if (success.Output is { } output && !type.IsInstanceOfType(output))
                throw new StateSerializationException($"The participant answered with a {output.GetType().Name}; a {type.Name} is expected.");
            return work.Done(services.EncodeOutput(success.Output, type));
        }
        catch (StateSerializationException e)
        {
            return work.Failed(services.Judge.OfOutput(e.Message));
        }
    }

    private sealed class Resend : INoSerializationVerificationNeeded
    {
        public static readonly Resend Instance = new();
    }
}

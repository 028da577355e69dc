using Akka.Actor;
using Akka.Hosting;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// Asks a participant to play one attempt, again and again until it answers. What it learns about the participant it tells the circuit, and sends
/// nothing again while that is open.
/// </summary>
internal sealed class ParticipantActor(AttemptServices services) : AskingActor(services, services.Settings.ResendInterval)
{
    private static readonly Identify AreYouThere = new(nameof(ParticipantActor));

    private IStepRequest? _request;
    private bool _wasSent;
    private bool _isAgain;   // not at its first turn, for which it has passed the circuit

    protected override void Begin(AttemptWork work)
    {
        _request = Request(work);
        TakeTurn(work);
    }

    protected override void AskAgain(AttemptWork work) => TakeTurn(work);

    protected override void Hear(object message)
    {
        switch (message)
        {
            case StepReply reply when Work is { } work:
                work.Circuit?.Answered();
                if (IsTo(work, reply))
                    End(work, Result(work, reply));
                break;
            case StepReply:
                break;
            case ActorIdentity { Subject: null } when Work is { } work:
                work.Circuit?.NotThere(work, _isAgain);
                break;
            case ActorIdentity:
                Work?.Circuit?.IsThere();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <returns>Whether the participant was asked.</returns>
    private bool TakeTurn(AttemptWork work)
    {
        // Before it is sent: once the participant has it, the next time counts.
        SetAlarm();
        var mayAsk = MayAsk && (!_isAgain || work.Circuit?.MaySend(work) != false);
        if (mayAsk && Find(work) is { } participant)
            Send(work, participant);
        // One that is not there yet is asked again at the next turn: it may still be starting.
        else if (mayAsk)
            work.Circuit?.NotThere(work, _isAgain);
        _isAgain = true;
        return mayAsk;
    }

    private static ICanTell? Find(AttemptWork work)
    {
        var address = ((StepBody.Participant)work.Node.Body).Address;
        return address.ActorPath is { } path ? Context.ActorSelection(path)
            : ActorRegistry.For(Context.System).TryGet(address.Key!, out var participant) ? participant
            : null;
    }

    /// <summary>One that is too large to be sent was not sent: a definite failure.</summary>
    private void Send(AttemptWork work, ICanTell participant)
    {
        var stored = work.Direction == Direction.Compensate ? work.CompensationState : work.Inputs[0];
        if (FrameLimit.ProblemOf(Context.System, participant, _request!, stored) is { } problem)
            End(work, work.Failed(Services.Judge.OfParticipant(problem, Verdict.GiveUp)));
        else
            participant.Tell(_request, Self);
        _wasSent = true;
        if (Work is null)
            return;
        if (work.IsCancelled || work.WasCancelled)
            participant.Tell(Cancellation(work), Self);
        // It is no matter if nothing comes back, as long as nobody says that there is nobody.
        if (work.Circuit is { } circuit && (_isAgain || !circuit.IsClosed))
            participant.Tell(AreYouThere, Self);
    }

    /// <summary>One that could not be asked yet has not begun, and never will; it had its time, if that is what is over.</summary>
    protected override void Cancel(AttemptWork work, bool isSaidAgain)
    {
        CancelAlarm();
        if (_wasSent)
        {
            // Nothing is asked of a participant that does not answer; that it need not go on it is told all the same.
            if (!TakeTurn(work) && MayAsk)
                Find(work)?.Tell(Cancellation(work), Self);
        }
        else if (work.IsTimedOut)
        {
            End(work, work.Failed(Services.Judge.OfParticipant($"The participant was not there within {work.Timeout}.", Verdict.Retry)));
        }
        else
        {
            End(work, work.NotBegun());
        }
    }

    /// <summary>It is told, and nothing is asked of it any more.</summary>
    protected override void Abandon(AttemptWork work)
    {
        if (_wasSent && MayAsk)
            Find(work)?.Tell(Cancellation(work), Self);
    }

    private static CancelStep Cancellation(AttemptWork work) =>
        new(work.TransactionId, work.Step.Path, work.IdempotencyKey, work.Epoch, work.Attempt.Number);

    private IStepRequest Request(AttemptWork work)
    {
        var (id, path, key, number) = (work.TransactionId, work.Step.Path, work.IdempotencyKey, work.Attempt.Number);
        if (work.Direction == Direction.Compensate)
        {
            var output = Services.Codec.Decode(work.CompensationState, work.CompensationType);
            return new CompensateStep(id, path, key, work.Epoch, number, output, work.Outcome) { Headers = work.Headers };
        }
        var input = Services.Codec.Decode(work.Inputs[0], work.Node.InputType);
        return new ExecuteStep(id, path, key, work.Epoch, number, input) { Failures = work.Failures, Headers = work.Headers };
    }

    private static bool IsTo(AttemptWork work, StepReply reply) =>
        reply.TransactionId == work.TransactionId && reply.Step == work.Step.Path && reply.Epoch == work.Epoch
            && reply.Attempt == work.Attempt.Number;

    private Command.Answer Result(AttemptWork work, StepReply reply) => reply switch
    {
        StepReply.Succeeded success => Succeeded(work, success),
        StepReply.Failed failure => work.Failed(Services.Judge.OfParticipant(failure.Message, Verdict.GiveUp)),
        StepReply.Retry retry => work.Failed(Services.Judge.OfParticipant(retry.Message, Verdict.Retry) with { RetryAfter = retry.After }),
        _ => throw new InvalidOperationException($"{reply.GetType().Name} is no answer that is known."),
    };

    private Command.Answer Succeeded(AttemptWork work, StepReply.Succeeded success)
    {
        if (work.Direction == Direction.Compensate)
            return work.Done(null);
        try
        {
            var type = work.Node.OutputType;
            if (success.Output is UnsentValue unsent)
                throw new StateSerializationException(unsent.Problem);
            var output = success.Output is Payload payload ? Services.Codec.Decode(payload, type) : success.Output;
            if (output is not null && !type.IsInstanceOfType(output))
                throw new StateSerializationException(
                    $"The participant answered with a {output.GetType().Name}; a {type.Name} is expected.");
            return work.Done(Services.EncodeOutput(output, type));
        }
        catch (StateSerializationException e)
        {
            return work.Failed(Services.Judge.OfOutput(e.Message));
        }
    }
}

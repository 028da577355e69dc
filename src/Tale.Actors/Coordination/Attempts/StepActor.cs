using System.Runtime.ExceptionServices;
using Akka.Actor;
using Akka.Event;
using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// Runs step code, one attempt at a time, and tells its coordinator what came of it.
/// An error is thrown, so that it reaches the coordinator as any failure of a child does: through supervision.
/// </summary>
internal sealed class StepActor(AttemptServices services) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            // The last moment before the effect: the node may have been paused, and lost its lease, since the attempt was issued.
            case AttemptWork work when !work.Tenure.IsHeld:
                Context.Parent.Tell(new AttemptHeldBack(work));
                break;
            case AttemptWork { Timeout: not null } work:
                RunElsewhere(work);
                break;
            case AttemptWork work:
                Run(work);
                break;
            case Finished { Error: { } error }:
                error.Throw();
                break;
            case Finished { Ended: var ended }:
                Context.Parent.Tell(ended);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Run(AttemptWork work)
    {
        // Withdrawn at the last moment: its coordinator says so, and has given its slot back.
        if (!work.TryBegin(services.Clock))
            return;
        var attempt = AttemptAsync(work);
        if (attempt.IsCompletedSuccessfully)
            Context.Parent.Tell(new AttemptEnded(work, attempt.Result));
        else
            TellLater(Self, work, attempt.AsTask());
    }

    /// <summary>
    /// On a thread of the same dispatcher, but not on this actor's turn: one whose code blocks its thread for ever could not be stopped, nor
    /// could its coordinator. It begins once it has that thread: until then it can be withdrawn, and its time does not count.
    /// </summary>
    private void RunElsewhere(AttemptWork work)
    {
        var self = Self;
        Context.Dispatcher.Schedule(() =>
        {
            // The thread may have come late.
            if (!work.Tenure.IsHeld)
                self.Tell(work);
            else if (work.TryBegin(services.Clock))
                TellLater(self, work, AttemptAsync(work).AsTask());
        });
    }

    private static void TellLater(IActorRef self, AttemptWork work, Task<Command.Answer> attempt) => attempt.PipeTo(
        self,
        success: answer => new Finished(new AttemptEnded(work, answer), null),
        failure: error => new Finished(null, ExceptionDispatchInfo.Capture(error)));

    private async ValueTask<Command.Answer> AttemptAsync(AttemptWork work)
    {
        try
        {
            return work.Node.Body is StepBody.Code { Run.NeedsServices: true } && services.Services is not null
                ? await CallInScopeAsync(work, services.Services)
                : await CallAsync(work, null);
        }
        finally
        {
            work.GiveBackSlots();
            work.Dispose();
        }
    }

    /// <summary>A service that fails while it is disposed of says nothing about the step: what it did is done.</summary>
    private async ValueTask<Command.Answer> CallInScopeAsync(AttemptWork work, IServiceProvider provider)
    {
        var scope = Scope(provider);
        try
        {
            return await CallAsync(work, scope.ServiceProvider);
        }
        finally
        {
            try
            {
                await scope.DisposeAsync();
            }
            catch (Exception e)
            {
                services.Log.Warning(
                    "Transaction {TransactionId}, step {Step}: a service failed while it was disposed of ({Error})",
                    work.TransactionId, work.Step.Path, e.GetType().Name);
            }
        }
    }

    private static AsyncServiceScope Scope(IServiceProvider provider)
    {
        try
        {
            return provider.CreateAsyncScope();
        }
        catch (Exception e)
        {
            throw new StepNotMadeException($"There is no scope of services for the step: {ErrorText.MessageOf(e)}", e);
        }
    }

    private async ValueTask<Command.Answer> CallAsync(AttemptWork work, IServiceProvider? scope)
    {
        if (work.Node.Body is StepBody.Pure pure)
            return work.Done(OutputOf(work, pure.Build(Inputs(work))));
        if (work.Node.Body is StepBody.Items items)
            return work.Listed(services.EncodeItems(items.List(Inputs(work)[0]), work.Node.OutputType));
        var code = ((StepBody.Code)work.Node.Body).Run;
        if (work.Direction == Direction.Compensate)
        {
            var state = services.Codec.Decode(work.CompensationState, work.CompensationType);
            await StepTasks.Of(code.CompensateAsync(scope, state, work.Context(scope)));
            return work.Done(null);
        }
        var output = await code.ExecuteAsync(scope, Inputs(work), work.Failures, work.Context(scope));
        return work.Done(OutputOf(work, output));
    }

    /// <summary>A fresh copy for every attempt: what a step sees is what it would see after a crash.</summary>
    private object?[] Inputs(AttemptWork work)
    {
        var payloads = work.Inputs;
        var inputs = new object?[payloads.Count];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = services.Codec.Decode(payloads[i], work.Node.InputTypeAt(i));
        return inputs;
    }

    private Payload? OutputOf(AttemptWork work, object? output)
    {
        if (ReferenceEquals(output, StepCode.Unchanged))
            return null;
        var payload = Encode(output, work.Node.OutputType);
        return work.Inputs is [var input] && payload.Equals(input) ? null : payload;
    }

    private Payload Encode(object? output, Type type)
    {
        try
        {
            return services.EncodeOutput(output, type);
        }
        catch (StateSerializationException e)
        {
            throw new OutputNotStoredException($"The step took effect, but its output cannot be stored. {e.Message}", e);
        }
    }

    /// <summary>To nobody, if the attempt was abandoned.</summary>
    private sealed record Finished(AttemptEnded? Ended, ExceptionDispatchInfo? Error)
        : INoSerializationVerificationNeeded, IDeadLetterSuppression;
}

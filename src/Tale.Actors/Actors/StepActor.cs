using Akka.Event;
using System.Runtime.ExceptionServices;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Actors;

/// <summary>
/// Runs step code, one attempt at a time, and tells its coordinator what came of it. An error is thrown, so that it reaches the coordinator as any
/// failure of a child does: through supervision.
/// </summary>
internal sealed class StepActor(TaleRuntime tale) : UntypedActor
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StepWork work:
                Run(work);
                break;
            case Finished { Error: { } error }:
                error.Throw();
                break;
            case Finished { Result: var result }:
                Context.Parent.Tell(new LocalCommand(result!));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Run(StepWork work)
    {
        var attempt = AttemptAsync(work);
        if (attempt.IsCompletedSuccessfully)
            Context.Parent.Tell(new LocalCommand(attempt.Result));
        else
            attempt.AsTask().PipeTo(Self, success: result => new Finished(result, null), failure: error => new Finished(null, ExceptionDispatchInfo.Capture(error)));
    }

    private async ValueTask<Command> AttemptAsync(StepWork work)
    {
        // Without waiting, as nearly always, step code starts right here, on the dispatcher that is there for it.
        var hasWaited = !tale.StepSlots.Wait(0);
        if (hasWaited)
            await tale.StepSlots.WaitAsync();
        try
        {
            // Not begun, so nothing is said of it: the answer belongs to no epoch, and the attempt stays open in the log.
            if (hasWaited && tale.IsStopping)
                return new Command.RetryGivenUp(work.Step.Index, 0, work.Attempt);
            return work.Node.Code!.NeedsServices && tale.Services is not null ? await CallInScopeAsync(work, tale.Services) : await CallAsync(work, null);
        }
        finally
        {
            tale.StepSlots.Release();
        }
    }

    /// <summary>A service that fails while it is disposed of says nothing about the step: what it did is done.</summary>
    private async ValueTask<Command> CallInScopeAsync(StepWork work, IServiceProvider services)
    {
        var scope = services.CreateAsyncScope();
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
                tale.Log.Warning("Step {0} of transaction {1}: a service failed while it was disposed of ({2})", work.Step.Path, work.State.TransactionId, e.GetType().Name);
            }
        }
    }

    private async ValueTask<Command> CallAsync(StepWork work, IServiceProvider? services)
    {
        var code = work.Node.Code!;
        if (work.IsCompensation)
        {
            var state = tale.Codec.Decode(work.StepState.CompensationState, work.CompensationType);
            await code.CompensateAsync(services, state, work.Context());
            return work.Done(null);
        }
        var output = await code.ExecuteAsync(services, Inputs(work), work.StepState.Failures, work.Context());
        return work.Done(OutputOf(work, output));
    }

    /// <summary>A fresh copy for every attempt: what a step sees is what it would see after a crash.</summary>
    private object?[] Inputs(StepWork work)
    {
        var payloads = work.StepState.Inputs;
        var inputs = new object?[payloads.Length];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = tale.Codec.Decode(payloads[i], work.Node.InputTypes[i]);
        return inputs;
    }

    private Payload? OutputOf(StepWork work, object? output)
    {
        if (ReferenceEquals(output, StepCode.Unchanged))
            return null;
        var payload = Encode(output, work.Node.OutputType);
        return work.StepState.Inputs is [var input] && payload.Equals(input) ? null : payload;
    }

    private Payload Encode(object? output, Type type)
    {
        try
        {
            return tale.EncodeOutput(output, type);
        }
        catch (StateSerializationException e)
        {
            throw new OutputNotStoredException($"The step took effect, but its output cannot be stored. {e.Message}", e);
        }
    }

    private sealed record Finished(Command? Result, ExceptionDispatchInfo? Error) : INoSerializationVerificationNeeded;
}

/// <summary>A step took effect and left an output that cannot be stored. Not a definite failure: it has to be undone, from its input.</summary>
internal sealed class OutputNotStoredException(string message, Exception inner) : Exception(message, inner);

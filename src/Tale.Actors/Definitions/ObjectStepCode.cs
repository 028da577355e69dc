using Tale.Actors.Protocol;

namespace Tale.Actors.Definitions;

/// <summary>A step that is an object, wherever it comes from.</summary>
internal abstract class ObjectStepCode<TIn, TOut> : StepCode
{
    public override bool Compensates => true;

    public override bool CompensatesUnknown => typeof(ICompensateUnknown<TIn>).IsAssignableFrom(StepType);

    public override bool HandlesRetries => typeof(IRetryStep<TIn, TOut>).IsAssignableFrom(StepType);

    protected abstract Type StepType { get; }

    public override async ValueTask<object?> ExecuteAsync(
        IServiceProvider? services, object?[] inputs, IReadOnlyList<AttemptFailure> failures, StepContext step)
    {
        var instance = Make(services);
        var input = (TIn)inputs[0]!;
        return step.Attempt > 1 && instance is IRetryStep<TIn, TOut> retry
            ? await StepTasks.Of(retry.RetryAsync(input, failures, step))
            : await StepTasks.Of(instance.ExecuteAsync(input, step));
    }

    public override Task CompensateAsync(IServiceProvider? services, object? state, StepContext step)
    {
        var instance = Make(services);
        return step.Outcome == StepOutcome.Unknown && instance is ICompensateUnknown<TIn> unknown
            ? unknown.CompensateUnknownAsync((TIn)state!, step)
            : instance.CompensateAsync((TOut)state!, step);
    }

    protected abstract IStep<TIn, TOut> Make(IServiceProvider? services);
}

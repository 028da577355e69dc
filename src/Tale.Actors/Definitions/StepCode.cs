using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Protocol;

namespace Tale.Actors.Definitions;

/// <summary>A step's code behind one untyped face, so that the runtime handles classes, instances and lambdas alike.</summary>
internal abstract class StepCode
{
    /// <summary>Returned by code that keeps its input as its output.</summary>
    public static readonly object Unchanged = new();

    public virtual bool NeedsServices => false;

    public abstract bool Compensates { get; }

    public virtual bool CompensatesUnknown => false;

    /// <summary>Problems that can be seen without running it.</summary>
    public virtual IEnumerable<string> Problems() => [];

    public abstract ValueTask<object?> ExecuteAsync(
        IServiceProvider? services, object?[] inputs, IReadOnlyList<AttemptFailure> failures, StepContext step);

    public abstract Task CompensateAsync(IServiceProvider? services, object? state, StepContext step);
}

/// <summary>A class, made anew for every attempt.</summary>
internal sealed class ClassStepCode<TStep, TIn, TOut> : StepCode
    where TStep : class, IStep<TIn, TOut>
{
    private static readonly Lazy<ObjectFactory<TStep>> Factory = new(() => ActivatorUtilities.CreateFactory<TStep>([]));

    public override bool NeedsServices => true;

    public override bool Compensates => true;

    public override bool CompensatesUnknown => typeof(ICompensateUnknown<TIn>).IsAssignableFrom(typeof(TStep));

    public override IEnumerable<string> Problems()
    {
        if (typeof(TStep).IsAbstract || typeof(TStep).IsInterface)
            yield return $"{typeof(TStep).Name} is abstract; name a class that can be made";
    }

    public override async ValueTask<object?> ExecuteAsync(
        IServiceProvider? services, object?[] inputs, IReadOnlyList<AttemptFailure> failures, StepContext step)
    {
        var instance = Make(services);
        var input = (TIn)inputs[0]!;
        return step.Attempt > 1 && instance is IRetryStep<TIn, TOut> retry
            ? await retry.RetryAsync(input, failures, step)
            : await instance.ExecuteAsync(input, step);
    }

    public override Task CompensateAsync(IServiceProvider? services, object? state, StepContext step)
    {
        var instance = Make(services);
        return step.Outcome == StepOutcome.Unknown && instance is ICompensateUnknown<TIn> unknown
            ? unknown.CompensateUnknownAsync((TIn)state!, step)
            : instance.CompensateAsync((TOut)state!, step);
    }

    private static TStep Make(IServiceProvider? services) => services?.GetService<TStep>() ?? Factory.Value(services ?? NoServices.Instance, null);
}

/// <summary>Where Tale runs without dependency injection, a step's class needs a constructor without parameters.</summary>
internal sealed class NoServices : IServiceProvider
{
    public static readonly NoServices Instance = new();

    public object? GetService(Type serviceType) => null;
}

/// <summary>A function, or a pair of functions.</summary>
internal sealed class LambdaStepCode<TIn, TOut>(
    Func<TIn, StepContext, ValueTask<object?>> execute, Func<TOut, StepContext, Task>? compensate) : StepCode
{
    public override bool Compensates => compensate is not null;

    public override ValueTask<object?> ExecuteAsync(
        IServiceProvider? services, object?[] inputs, IReadOnlyList<AttemptFailure> failures, StepContext step) => execute((TIn)inputs[0]!, step);

    public override Task CompensateAsync(IServiceProvider? services, object? state, StepContext step) => compensate!((TOut)state!, step);
}

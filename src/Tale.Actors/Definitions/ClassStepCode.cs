using Microsoft.Extensions.DependencyInjection;

namespace Tale.Actors.Definitions;

/// <summary>A class, made anew for every attempt: by its own registration if it has one, else by its constructor.</summary>
internal sealed class ClassStepCode<TStep, TIn, TOut> : ObjectStepCode<TIn, TOut>
    where TStep : class, IStep<TIn, TOut>
{
    private static readonly Lazy<ObjectFactory<TStep>> Factory = new(() => ActivatorUtilities.CreateFactory<TStep>([]));

    public override bool NeedsServices => true;

    protected override Type StepType => typeof(TStep);

    public override IEnumerable<string> Problems() => StepConstruction.Problems(typeof(TStep));

    public override IEnumerable<string> StartProblems(IServiceProvider? services) =>
        StepConstruction.StartProblems(typeof(TStep), services);

    protected override IStep<TIn, TOut> Make(IServiceProvider? services)
    {
        try
        {
            return services?.GetService<TStep>() ?? Factory.Value(services ?? NoServices.Instance, null);
        }
        catch (Exception e)
        {
            throw new StepNotMadeException($"The step class {typeof(TStep).Name} could not be made: {StepConstruction.Reason(e)}", e);
        }
    }
}

namespace Tale.Actors.Definitions;

/// <summary>An object that the caller made: one for every attempt of every transaction.</summary>
internal sealed class InstanceStepCode<TIn, TOut>(IStep<TIn, TOut> instance) : ObjectStepCode<TIn, TOut>
{
    // It may still ask for services through the StepContext.
    public override bool NeedsServices => true;

    protected override Type StepType => instance.GetType();

    protected override IStep<TIn, TOut> Make(IServiceProvider? services) => instance;
}

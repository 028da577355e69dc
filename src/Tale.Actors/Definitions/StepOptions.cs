using Akka.Actor;

namespace Tale.Actors.Definitions;

/// <summary>What may be said about a step besides its code. Every method returns the same object, so that calls chain.</summary>
public sealed class StepOptions
{
    internal string? Name { get; private set; }

    internal RetryPolicy RetryPolicy { get; private set; } = RetryPolicy.None;

    internal RetryPolicy CompensationRetryPolicy { get; private set; } = RetryPolicy.CompensationDefault;

    internal Func<Exception, Directive>? Decider { get; private set; }

    internal bool Compensates { get; private set; } = true;

    /// <summary>Gives the step a name. Default: the class's name in kebab case, <c>BookHotel</c> becoming <c>book-hotel</c>.</summary>
    /// <param name="name">Letters, digits, '.', '_' and '-', at most 100; unique among its siblings.</param>
    public StepOptions Named(string name)
    {
        Name = name;
        return this;
    }

    /// <summary>Retries at once, without a delay. Default: no retries.</summary>
    /// <param name="times">Retries after the first attempt: <c>2</c> means three attempts.</param>
    public StepOptions Retry(int times) => Retry(RetryPolicy.Immediate(times));

    /// <summary>Retries under a policy. Default: no retries.</summary>
    /// <param name="policy">The policy.</param>
    public StepOptions Retry(RetryPolicy policy)
    {
        RetryPolicy = policy;
        return this;
    }

    /// <summary>Retries the compensation under a policy. Default: <see cref="RetryPolicy.CompensationDefault"/>.</summary>
    /// <param name="policy">The policy.</param>
    public StepOptions RetryCompensation(RetryPolicy policy)
    {
        CompensationRetryPolicy = policy;
        return this;
    }

    /// <summary>
    /// Decides about an error of this step, in Akka's own terms: <see cref="Directive.Restart"/> tries again while the retry policy has attempts
    /// left, <see cref="Directive.Stop"/> gives up and compensates, <see cref="Directive.Resume"/> carries on with the input as the output
    /// (only where both have the same type; elsewhere it gives up), <see cref="Directive.Escalate"/> suspends the transaction for an operator.
    /// Default: <see cref="Directive.Stop"/> for <see cref="AbortRetriesException"/>, else <see cref="Directive.Restart"/>.
    /// </summary>
    /// <param name="decider">Pure and quick; it runs inside the coordinator. If it throws, the step gives up.</param>
    public StepOptions Decide(Func<Exception, Directive> decider)
    {
        Decider = decider;
        return this;
    }

    /// <summary>Says that the step needs no undo; it is passed over when its transaction is compensated.</summary>
    public StepOptions WithoutCompensation()
    {
        Compensates = false;
        return this;
    }
}

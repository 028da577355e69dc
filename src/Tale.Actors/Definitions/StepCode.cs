using Tale.Actors.Protocol;

namespace Tale.Actors.Definitions;

/// <summary>A step's code behind one untyped face, so that the runtime handles classes, instances and functions alike.</summary>
internal abstract class StepCode
{
    /// <summary>Returned by code that keeps its input as its output.</summary>
    public static readonly object Unchanged = new();

    /// <summary>Whether an attempt needs a scope of services.</summary>
    public virtual bool NeedsServices => false;

    public abstract bool Compensates { get; }

    /// <summary>Whether it has an undo for an unknown outcome, given its input.</summary>
    public virtual bool CompensatesUnknown => false;

    /// <summary>Whether it handles its own retries, which it can only where there are some.</summary>
    public virtual bool HandlesRetries => false;

    /// <summary>Problems of the definition: what can be seen without services and without running it.</summary>
    public virtual IEnumerable<string> Problems() => [];

    /// <summary>Problems that can be seen once the services are known, still without making or running anything.</summary>
    /// <param name="services">Null where Tale runs without services.</param>
    public virtual IEnumerable<string> StartProblems(IServiceProvider? services) => [];

    /// <exception cref="StepNotMadeException">There is nothing to run: the object could not be made.</exception>
    public abstract ValueTask<object?> ExecuteAsync(
        IServiceProvider? services, object?[] inputs, IReadOnlyList<AttemptFailure> failures, StepContext step);

    /// <exception cref="StepNotMadeException">There is nothing to run: the object could not be made.</exception>
    public abstract Task CompensateAsync(IServiceProvider? services, object? state, StepContext step);
}

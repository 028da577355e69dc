using System.Runtime.CompilerServices;

namespace Tale.Actors.Definitions;

// Steps that are functions. A function takes the state, or the state and the StepContext; its compensation, a function of the same form, takes the
// step's own output and may be left out. Both may be asynchronous, each for itself. The asynchronous overloads come first: without that the compiler finds a
// pair of async lambdas ambiguous, taking the task for the output.
public sealed partial class TransactionBuilder<TIn, TState>
{
    /// <summary>Adds a step that is a function without a result: it keeps the state.</summary>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, given the step's own output. Default: nothing to undo.</param>
    /// <param name="configure">Retries, decider.</param>
    public TransactionBuilder<TIn, TState> Step(
        string name, Action<TState> execute, Action<TState>? compensate = null, Action<StepOptions>? configure = null) =>
        AddLambda<TState>(name, (state, _) => { execute(state); return new(StepCode.Unchanged); }, Undo(compensate), configure);

    /// <summary>Adds a step that is a function without a result: it keeps the state.</summary>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, asynchronously, given the step's own output.</param>
    /// <param name="configure">Retries, decider.</param>
    public TransactionBuilder<TIn, TState> Step(
        string name, Action<TState> execute, Func<TState, Task> compensate, Action<StepOptions>? configure = null) =>
        AddLambda<TState>(name, (state, _) => { execute(state); return new(StepCode.Unchanged); }, (output, _) => compensate(output), configure);

    /// <summary>Adds a step that is an asynchronous function without a result: it keeps the state.</summary>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, given the step's own output. Default: nothing to undo.</param>
    /// <param name="configure">Retries, decider.</param>
    [OverloadResolutionPriority(1)]
    public TransactionBuilder<TIn, TState> Step(
        string name, Func<TState, Task> execute, Action<TState>? compensate = null, Action<StepOptions>? configure = null) =>
        AddLambda<TState>(name, async (state, _) => { await execute(state); return StepCode.Unchanged; }, Undo(compensate), configure);

    /// <summary>Adds a step that is an asynchronous function without a result: it keeps the state.</summary>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, asynchronously, given the step's own output.</param>
    /// <param name="configure">Retries, decider.</param>
    [OverloadResolutionPriority(1)]
    public TransactionBuilder<TIn, TState> Step(
        string name, Func<TState, Task> execute, Func<TState, Task> compensate, Action<StepOptions>? configure = null) =>
        AddLambda<TState>(name, async (state, _) => { await execute(state); return StepCode.Unchanged; }, (output, _) => compensate(output), configure);

    /// <summary>Adds a step that is a function.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, given the step's own output. Default: nothing to undo.</param>
    /// <param name="configure">Retries, decider.</param>
    public TransactionBuilder<TIn, TNext> Step<TNext>(
        string name, Func<TState, TNext> execute, Action<TNext>? compensate = null, Action<StepOptions>? configure = null) =>
        AddLambda<TNext>(name, (state, _) => new(execute(state)), Undo(compensate), configure);

    /// <summary>Adds a step that is a function.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, asynchronously, given the step's own output.</param>
    /// <param name="configure">Retries, decider.</param>
    public TransactionBuilder<TIn, TNext> Step<TNext>(
        string name, Func<TState, TNext> execute, Func<TNext, Task> compensate, Action<StepOptions>? configure = null) =>
        AddLambda<TNext>(name, (state, _) => new(execute(state)), (output, _) => compensate(output), configure);

    /// <summary>Adds a step that is an asynchronous function.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, given the step's own output. Default: nothing to undo.</param>
    /// <param name="configure">Retries, decider.</param>
    [OverloadResolutionPriority(1)]
    public TransactionBuilder<TIn, TNext> Step<TNext>(
        string name, Func<TState, Task<TNext>> execute, Action<TNext>? compensate = null, Action<StepOptions>? configure = null) =>
        AddLambda<TNext>(name, async (state, _) => await execute(state), Undo(compensate), configure);

    /// <summary>Adds a step that is an asynchronous function.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, asynchronously, given the step's own output.</param>
    /// <param name="configure">Retries, decider.</param>
    [OverloadResolutionPriority(1)]
    public TransactionBuilder<TIn, TNext> Step<TNext>(
        string name, Func<TState, Task<TNext>> execute, Func<TNext, Task> compensate, Action<StepOptions>? configure = null) =>
        AddLambda<TNext>(name, async (state, _) => await execute(state), (output, _) => compensate(output), configure);

    /// <summary>Adds a step that is a function without a result: it keeps the state. It also gets the step's context.</summary>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, given the step's own output. Default: nothing to undo.</param>
    /// <param name="configure">Retries, decider.</param>
    public TransactionBuilder<TIn, TState> Step(
        string name, Action<TState, StepContext> execute, Action<TState, StepContext>? compensate = null, Action<StepOptions>? configure = null) =>
        AddLambda<TState>(name, (state, step) => { execute(state, step); return new(StepCode.Unchanged); }, Undo(compensate), configure);

    /// <summary>Adds a step that is a function without a result: it keeps the state. It also gets the step's context.</summary>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, asynchronously, given the step's own output.</param>
    /// <param name="configure">Retries, decider.</param>
    public TransactionBuilder<TIn, TState> Step(
        string name, Action<TState, StepContext> execute, Func<TState, StepContext, Task> compensate, Action<StepOptions>? configure = null) =>
        AddLambda<TState>(name, (state, step) => { execute(state, step); return new(StepCode.Unchanged); }, compensate, configure);

    /// <summary>Adds a step that is an asynchronous function without a result: it keeps the state. It also gets the step's context.</summary>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, given the step's own output. Default: nothing to undo.</param>
    /// <param name="configure">Retries, decider.</param>
    [OverloadResolutionPriority(1)]
    public TransactionBuilder<TIn, TState> Step(
        string name, Func<TState, StepContext, Task> execute, Action<TState, StepContext>? compensate = null, Action<StepOptions>? configure = null) =>
        AddLambda<TState>(name, async (state, step) => { await execute(state, step); return StepCode.Unchanged; }, Undo(compensate), configure);

    /// <summary>Adds a step that is an asynchronous function without a result: it keeps the state. It also gets the step's context.</summary>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, asynchronously, given the step's own output.</param>
    /// <param name="configure">Retries, decider.</param>
    [OverloadResolutionPriority(1)]
    public TransactionBuilder<TIn, TState> Step(
        string name, Func<TState, StepContext, Task> execute, Func<TState, StepContext, Task> compensate, Action<StepOptions>? configure = null) =>
        AddLambda<TState>(name, async (state, step) => { await execute(state, step); return StepCode.Unchanged; }, compensate, configure);

    /// <summary>Adds a step that is a function. It also gets the step's context.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, given the step's own output. Default: nothing to undo.</param>
    /// <param name="configure">Retries, decider.</param>
    public TransactionBuilder<TIn, TNext> Step<TNext>(
        string name, Func<TState, StepContext, TNext> execute, Action<TNext, StepContext>? compensate = null, Action<StepOptions>? configure = null) =>
        AddLambda<TNext>(name, (state, step) => new(execute(state, step)), Undo(compensate), configure);

    /// <summary>Adds a step that is a function. It also gets the step's context.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, asynchronously, given the step's own output.</param>
    /// <param name="configure">Retries, decider.</param>
    public TransactionBuilder<TIn, TNext> Step<TNext>(
        string name, Func<TState, StepContext, TNext> execute, Func<TNext, StepContext, Task> compensate, Action<StepOptions>? configure = null) =>
        AddLambda<TNext>(name, (state, step) => new(execute(state, step)), compensate, configure);

    /// <summary>Adds a step that is an asynchronous function. It also gets the step's context.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, given the step's own output. Default: nothing to undo.</param>
    /// <param name="configure">Retries, decider.</param>
    [OverloadResolutionPriority(1)]
    public TransactionBuilder<TIn, TNext> Step<TNext>(
        string name, Func<TState, StepContext, Task<TNext>> execute, Action<TNext, StepContext>? compensate = null, Action<StepOptions>? configure = null) =>
        AddLambda<TNext>(name, async (state, step) => await execute(state, step), Undo(compensate), configure);

    /// <summary>Adds a step that is an asynchronous function. It also gets the step's context.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="compensate">Undoes it, asynchronously, given the step's own output.</param>
    /// <param name="configure">Retries, decider.</param>
    [OverloadResolutionPriority(1)]
    public TransactionBuilder<TIn, TNext> Step<TNext>(
        string name, Func<TState, StepContext, Task<TNext>> execute, Func<TNext, StepContext, Task> compensate, Action<StepOptions>? configure = null) =>
        AddLambda<TNext>(name, async (state, step) => await execute(state, step), compensate, configure);

    private static Func<TOut, StepContext, Task>? Undo<TOut>(Action<TOut>? compensate) =>
        compensate is null ? null : Undo<TOut>((output, _) => compensate(output));

    private static Func<TOut, StepContext, Task>? Undo<TOut>(Action<TOut, StepContext>? compensate) => compensate is null ? null : (output, step) =>
    {
        compensate(output, step);
        return Task.CompletedTask;
    };

    private TransactionBuilder<TIn, TNext> AddLambda<TNext>(
        string name, Func<TState, StepContext, ValueTask<object?>> execute, Func<TNext, StepContext, Task>? compensate, Action<StepOptions>? configure) =>
        AddStep<TNext>(name, new StepBody.Code(new LambdaStepCode<TState, TNext>(execute, compensate)), configure);
}

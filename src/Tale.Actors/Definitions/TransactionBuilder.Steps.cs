using System.Runtime.CompilerServices;

namespace Tale.Actors.Definitions;

// Steps that are code. A function takes the state, or the state and the StepContext; it returns the next state or nothing, at once or as a
// task: one overload each, and no more, because its undo is a call of its own. The asynchronous overloads come first: without that the
// compiler takes a task for the output. Options are a function from options to options, not an action: a second function beside the first,
// as talepy has it for the undo, must not compile.
public partial class TransactionBuilder<TIn, TState>
{
    /// <summary>Adds a step that is a class and keeps the state's type.</summary>
    /// <typeparam name="TStep">The class; made by dependency injection, anew for every attempt.</typeparam>
    /// <param name="configure">Name, retries, decider.</param>
    public TransactionBuilder<TIn, TState> Step<TStep>(Func<StepOptions, StepOptions>? configure = null)
        where TStep : class, IStep<TState, TState> => Step<TStep, TState>(configure);

    /// <summary>Adds a step that is a class and changes the state's type.</summary>
    /// <typeparam name="TStep">The class; made by dependency injection, anew for every attempt.</typeparam>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="configure">Name, retries, decider.</param>
    public TransactionBuilder<TIn, TNext> Step<TStep, TNext>(Func<StepOptions, StepOptions>? configure = null)
        where TStep : class, IStep<TState, TNext> =>
        Add<TNext>(Node<TNext>(NameOf(typeof(TStep)), new StepBody.Code(new ClassStepCode<TStep, TState, TNext>()), configure));

    /// <summary>
    /// Adds a step that is an object of the caller's. Every attempt of every transaction uses this one object, several at the same time and
    /// on different threads: it must be thread-safe. What it keeps in memory is lost in a crash, so it must not remember anything from one
    /// attempt for the next.
    /// </summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="instance">The object.</param>
    /// <param name="configure">Name, retries, decider. Default name: the class's name in kebab case.</param>
    public TransactionBuilder<TIn, TNext> Step<TNext>(IStep<TState, TNext> instance, Func<StepOptions, StepOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(instance);
        var code = new InstanceStepCode<TState, TNext>(instance);
        return Add<TNext>(Node<TNext>(NameOf(instance.GetType()), new StepBody.Code(code), configure));
    }

    /// <summary>
    /// Adds a step that is a function without a result: it keeps the state. Its undo, if it has one, follows with <c>.Undo(...)</c>.
    /// </summary>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="configure">Retries, decider.</param>
    public StepBuilder<TIn, TState, TState> Step(string name, Action<TState> execute, Func<StepOptions, StepOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(execute);
        return AddLambda<TState>(name, (state, _) => { execute(state); return new(StepCode.Unchanged); }, false, configure);
    }

    /// <summary>
    /// Adds a step that is a function without a result: it keeps the state. Its undo, if it has one, follows with <c>.Undo(...)</c>.
    /// </summary>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect; also gets the step's context.</param>
    /// <param name="configure">Retries, decider.</param>
    public StepBuilder<TIn, TState, TState> Step(
        string name, Action<TState, StepContext> execute, Func<StepOptions, StepOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(execute);
        return AddLambda<TState>(name, (state, step) => { execute(state, step); return new(StepCode.Unchanged); }, true, configure);
    }

    /// <summary>
    /// Adds a step that is an asynchronous function without a result: it keeps the state. Its undo, if it has one, follows with
    /// <c>.Undo(...)</c>.
    /// </summary>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="configure">Retries, decider.</param>
    [OverloadResolutionPriority(1)]
    public StepBuilder<TIn, TState, TState> Step(string name, Func<TState, Task> execute, Func<StepOptions, StepOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(execute);
        return AddLambda<TState>(
            name, async (state, _) => { await StepTasks.Of(execute(state)); return StepCode.Unchanged; }, false, configure);
    }

    /// <summary>
    /// Adds a step that is an asynchronous function without a result: it keeps the state. Its undo, if it has one, follows with
    /// <c>.Undo(...)</c>.
    /// </summary>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect; also gets the step's context.</param>
    /// <param name="configure">Retries, decider.</param>
    [OverloadResolutionPriority(1)]
    public StepBuilder<TIn, TState, TState> Step(
        string name, Func<TState, StepContext, Task> execute, Func<StepOptions, StepOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(execute);
        return AddLambda<TState>(
            name, async (state, step) => { await StepTasks.Of(execute(state, step)); return StepCode.Unchanged; }, true, configure);
    }

    /// <summary>Adds a step that is a function. Its undo, if it has one, follows with <c>.Undo(...)</c>.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="configure">Retries, decider.</param>
    public StepBuilder<TIn, TState, TNext> Step<TNext>(
        string name, Func<TState, TNext> execute, Func<StepOptions, StepOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(execute);
        return AddLambda<TNext>(name, (state, _) => new(execute(state)), false, configure);
    }

    /// <summary>Adds a step that is a function. Its undo, if it has one, follows with <c>.Undo(...)</c>.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect; also gets the step's context.</param>
    /// <param name="configure">Retries, decider.</param>
    public StepBuilder<TIn, TState, TNext> Step<TNext>(
        string name, Func<TState, StepContext, TNext> execute, Func<StepOptions, StepOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(execute);
        return AddLambda<TNext>(name, (state, step) => new(execute(state, step)), true, configure);
    }

    /// <summary>Adds a step that is an asynchronous function. Its undo, if it has one, follows with <c>.Undo(...)</c>.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect.</param>
    /// <param name="configure">Retries, decider.</param>
    [OverloadResolutionPriority(1)]
    public StepBuilder<TIn, TState, TNext> Step<TNext>(
        string name, Func<TState, Task<TNext>> execute, Func<StepOptions, StepOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(execute);
        return AddLambda<TNext>(name, async (state, _) => await StepTasks.Of(execute(state)), false, configure);
    }

    /// <summary>Adds a step that is an asynchronous function. Its undo, if it has one, follows with <c>.Undo(...)</c>.</summary>
    /// <typeparam name="TNext">The type of its output.</typeparam>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="execute">Takes effect; also gets the step's context.</param>
    /// <param name="configure">Retries, decider.</param>
    [OverloadResolutionPriority(1)]
    public StepBuilder<TIn, TState, TNext> Step<TNext>(
        string name, Func<TState, StepContext, Task<TNext>> execute, Func<StepOptions, StepOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(execute);
        return AddLambda<TNext>(name, async (state, step) => await StepTasks.Of(execute(state, step)), true, configure);
    }

    private static string NameOf(Type step) => Names.Kebab(step.Name.Split('`')[0]);

    private StepBuilder<TIn, TState, TNext> AddLambda<TNext>(
        string name, Func<TState, StepContext, ValueTask<object?>> execute, bool takesContext, Func<StepOptions, StepOptions>? configure)
    {
        var code = new LambdaStepCode<TState, TNext>(execute, takesContext);
        return new(Name, Version, Settings, Nodes, Node<TNext>(name, new StepBody.Code(code), configure), code);
    }
}

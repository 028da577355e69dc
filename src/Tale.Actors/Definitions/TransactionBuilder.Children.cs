namespace Tale.Actors.Definitions;

// Steps that are transactions of their own.
public partial class TransactionBuilder<TIn, TState>
{
    /// <summary>
    /// Adds a step that is a transaction of its own: it has an id made from this one's, its own log, its own retries and undos, and it ends
    /// before the next step begins. If it is compensated, the step has failed; if it ends failed, because some of it could not be undone, this
    /// transaction is suspended for an operator. While it is suspended itself, this one is running, and whoever waits for this one goes on
    /// waiting: help that one. The step's undo undoes it: see <see cref="Protocol.CompensateTransaction"/>. A cancel
    /// of this transaction cancels it. While it runs, this transaction stays in memory. It has to be stored for as long as this one may have to
    /// be undone: retention must not delete it before.
    /// </summary>
    /// <typeparam name="TChildIn">The type of its starting state.</typeparam>
    /// <typeparam name="TChildOut">The type of its result.</typeparam>
    /// <typeparam name="TNext">The type of the next state.</typeparam>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="definition">
    /// What it does. Registered with this definition, under its own version; this definition stands for that very version.
    /// </param>
    /// <param name="input">Its starting state. Pure: it may run again after a crash.</param>
    /// <param name="output">
    /// Builds the next state from the state and its result. Pure: it may run again after a crash. If it throws, the step is undone.
    /// </param>
    /// <param name="configure">
    /// Timeout (default: none; <c>tale.steps.default-timeout</c> is one for each of its steps), <see cref="StepOptions.MaxConcurrent"/>,
    /// policy for unknown outcomes. It cannot be retried, as it has one end: its steps can.
    /// </param>
    public TransactionBuilder<TIn, TNext> Child<TChildIn, TChildOut, TNext>(
        string name,
        TransactionDefinition<TChildIn, TChildOut> definition,
        Func<TState, TChildIn> input,
        Func<TState, TChildOut, TNext> output,
        Func<StepOptions, StepOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        var body = new StepBody.Child(
            definition, state => input((TState)state!), (state, result) => output((TState)state!, (TChildOut)result!));
        return Add<TNext>(Node<TNext>(name, body, configure));
    }

    /// <summary>
    /// Adds a step that is a transaction of its own, which takes the state and whose result is the next state. Otherwise as the other one.
    /// </summary>
    /// <typeparam name="TNext">The type of its result.</typeparam>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="definition">What it does.</param>
    /// <param name="configure">Timeout, <see cref="StepOptions.MaxConcurrent"/>, policy for unknown outcomes.</param>
    public TransactionBuilder<TIn, TNext> Child<TNext>(
        string name, TransactionDefinition<TState, TNext> definition, Func<StepOptions, StepOptions>? configure = null) =>
        Child(name, definition, state => state, (_, result) => result, configure);
}

namespace Tale.Actors.Definitions;

// Steps at which a transaction waits for something from outside. It holds no memory and no timer meanwhile.
public partial class TransactionBuilder<TIn, TState>
{
    /// <summary>
    /// Adds a step that waits, durably and without holding memory, until somebody sends the signal of this name, and keeps the state. See
    /// <see cref="Protocol.SignalTransaction"/>. A signal that comes before its wait has begun is kept for it.
    /// </summary>
    /// <param name="signal">The signal's name, which is the step's too.</param>
    /// <param name="timeout">
    /// How long to wait, from when the wait begins: above zero and at most 3,650 days. Default: for ever. May change without a new version
    /// of the definition; a wait that has begun keeps its time.
    /// </param>
    /// <param name="onTimeout">
    /// What follows when the signal has not come in time. Default: what went before is compensated. Anything else needs a timeout. May change
    /// without a new version of the definition, and then holds for waits that have begun too.
    /// </param>
    public TransactionBuilder<TIn, TState> WaitFor(
        string signal, TimeSpan? timeout = null, WaitTimeoutPolicy onTimeout = WaitTimeoutPolicy.Compensate) =>
        Add<TState>(Wait<TState>(signal, new StepBody.Signal(null, _ => StepCode.Unchanged, timeout, onTimeout)));

    /// <summary>
    /// Adds a step that waits, durably and without holding memory, until somebody sends the signal of this name with a payload, and builds
    /// the next state from both. See <see cref="Protocol.SignalTransaction"/>. A signal that comes before its wait has begun is kept for it.
    /// </summary>
    /// <typeparam name="TPayload">The type of the signal's payload; the same for all waits of this name in one definition.</typeparam>
    /// <typeparam name="TNext">The type of the next state.</typeparam>
    /// <param name="signal">The signal's name, which is the step's too.</param>
    /// <param name="apply">
    /// Builds the next state from the state and the payload. Pure: it may run again after a crash. If it throws, the step has failed and what
    /// went before is compensated, so it can refuse: <c>throw new AbortRetriesException("not approved")</c>.
    /// </param>
    /// <param name="timeout">
    /// How long to wait, from when the wait begins: above zero and at most 3,650 days. Default: for ever. May change without a new version
    /// of the definition; a wait that has begun keeps its time.
    /// </param>
    /// <param name="onTimeout">
    /// What follows when the signal has not come in time. Default: what went before is compensated. Anything else needs a timeout, and
    /// <see cref="WaitTimeoutPolicy.Continue"/> a next state of the same type. May change without a new version of the definition, and then
    /// holds for waits that have begun too.
    /// </param>
    public TransactionBuilder<TIn, TNext> WaitFor<TPayload, TNext>(
        string signal,
        Func<TState, TPayload, TNext> apply,
        TimeSpan? timeout = null,
        WaitTimeoutPolicy onTimeout = WaitTimeoutPolicy.Compensate)
    {
        ArgumentNullException.ThrowIfNull(apply);
        var body = new StepBody.Signal(
            typeof(TPayload), inputs => apply((TState)inputs[0]!, (TPayload)inputs[1]!), timeout, onTimeout);
        return Add<TNext>(Wait<TNext>(signal, body) with { InputTypes = [typeof(TState), typeof(TPayload)] });
    }

    /// <summary>Adds a step that does nothing for a while, durably and without holding memory, and keeps the state.</summary>
    /// <param name="name">The step's name, unique among its siblings.</param>
    /// <param name="duration">
    /// How long, from when the step before has ended: above zero and at most 3,650 days. It may be longer by the watchdog's interval (10 s)
    /// and by as long as no node runs. May change without a new version of the definition; a delay that has begun keeps its time.
    /// </param>
    public TransactionBuilder<TIn, TState> Delay(string name, TimeSpan duration) =>
        Add<TState>(Wait<TState>(name, new StepBody.Delay(duration)));

    private static StepNode Wait<TNext>(string name, StepBody body) =>
        new(name, typeof(TState), typeof(TNext), body, StepSettings.Default);
}

namespace Tale.Actors.Definitions;

/// <summary>
/// What a step is made of. A closed set: a new kind is one type here, and the compiler asks for all that has to be known of it.
/// </summary>
internal abstract record StepBody
{
    private StepBody()
    {
    }

    /// <summary>The kind's name in fingerprints of definitions; never changed.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether there is an undo, if the step's settings want one.</summary>
    public abstract bool Compensates { get; }

    /// <summary>Whether the undo needs only the step's input.</summary>
    public abstract bool CompensatesUnknown { get; }

    /// <summary>Whether an attempt runs on this node's threads for step code, of which there are only so many.</summary>
    public abstract bool RunsHere { get; }

    /// <summary>Whether an attempt is a function of its inputs: it takes no effect, and so has no undo, no retries and no timeout.</summary>
    public virtual bool OnlyComputes => false;

    /// <summary>What is wrong with it whatever it runs on.</summary>
    public virtual IEnumerable<string> Problems() => [];

    /// <summary>What would go wrong in every attempt on this node.</summary>
    /// <param name="services">Null: Tale runs without dependency injection.</param>
    public virtual IEnumerable<string> StartProblems(IServiceProvider? services) => [];

    /// <summary>A class, an instance or a function.</summary>
    internal sealed record Code(StepCode Run) : StepBody
    {
        public override string Kind => "code";

        public override bool Compensates => Run.Compensates;

        public override bool CompensatesUnknown => Run.CompensatesUnknown;

        public override bool RunsHere => true;

        public override IEnumerable<string> Problems() => Run.Problems();

        public override IEnumerable<string> StartProblems(IServiceProvider? services) => Run.StartProblems(services);
    }

    /// <summary>Another actor.</summary>
    internal sealed record Participant(ParticipantAddress Address) : StepBody
    {
        public override string Kind => "participant";

        public override bool Compensates => true;

        public override bool CompensatesUnknown => false;

        public override bool RunsHere => false;
    }

    /// <summary>A transaction of its own.</summary>
    /// <param name="Input">Its starting state, from the step's input.</param>
    /// <param name="Output">The step's output, from its input and the transaction's result.</param>
    internal sealed record Child(
        TransactionDefinition Definition, Func<object?, object?> Input, Func<object?, object?, object?> Output) : StepBody
    {
        public override string Kind => "child";

        public override bool Compensates => true;

        /// <summary>Its id is all that its undo needs.</summary>
        public override bool CompensatesUnknown => true;

        public override bool RunsHere => false;

        /// <summary>Once it has completed, it cannot be undone.</summary>
        public bool HasPivot { get; } = StepPath.Steps(Definition.Root, "").Any(entry => entry.Step.Settings.IsPivot);
    }

    /// <summary>A function of the step's inputs.</summary>
    internal abstract record Pure(Func<object?[], object?> Build) : StepBody
    {
        public override bool Compensates => false;

        public override bool CompensatesUnknown => false;

        public override bool RunsHere => true;

        public override bool OnlyComputes => true;
    }

    /// <summary>Builds a concurrent block's output from its input and its branches' outputs.</summary>
    internal sealed record Join(Func<object?[], object?> Build) : Pure(Build)
    {
        public override string Kind => "join";
    }

    /// <summary>Lists the items of a block that has a branch for each. Its output type is that of one item.</summary>
    /// <param name="List">From the block's input.</param>
    internal sealed record Items(Func<object?, IEnumerable<object?>?> List) : StepBody
    {
        public override string Kind => "items";

        public override bool Compensates => false;

        public override bool CompensatesUnknown => false;

        public override bool RunsHere => true;

        public override bool OnlyComputes => true;
    }

    /// <summary>
    /// Waits for a signal, the step's name, and then builds the output from the input and the payload. What a wait's time does to it is an
    /// event: it stands in no fingerprint.
    /// </summary>
    /// <param name="PayloadType">Null: the signal has no payload, and the output is the input.</param>
    /// <param name="Timeout">Null: for ever.</param>
    internal sealed record Signal(Type? PayloadType, Func<object?[], object?> Build, TimeSpan? Timeout, WaitTimeoutPolicy OnTimeout)
        : Pure(Build)
    {
        public override string Kind => "signal";

        public override IEnumerable<string> Problems()
        {
            if (Timeout is { } timeout && WaitDuration.Problem(timeout) is { } problem)
                yield return $"the timeout is {problem}";
            if (!Enum.IsDefined(OnTimeout))
                yield return $"{OnTimeout} is no policy for waits that time out";
            else if (Timeout is null && OnTimeout != WaitTimeoutPolicy.Compensate)
                yield return $"it says {OnTimeout} for when its signal has not come in time, but waits for ever; give it a timeout";
        }
    }

    /// <summary>Waits for a time. No attempt is ever made.</summary>
    internal sealed record Delay(TimeSpan Duration) : StepBody
    {
        public override string Kind => "delay";

        public override bool Compensates => false;

        public override bool CompensatesUnknown => false;

        public override bool RunsHere => true;

        public override IEnumerable<string> Problems() =>
            WaitDuration.Problem(Duration) is { } problem ? [$"the delay is {problem}"] : [];
    }
}

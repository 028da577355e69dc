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

    /// <summary>
    /// Builds a concurrent block's output from its input and its branches' outputs. It takes no effect, so it has no undo.
    /// </summary>
    internal sealed record Join(Func<object?[], object?> Build) : StepBody
    {
        public override string Kind => "join";

        public override bool Compensates => false;

        public override bool CompensatesUnknown => false;

        public override bool RunsHere => true;
    }
}

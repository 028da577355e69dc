namespace Tale.Actors.Definitions;

/// <summary>What a step is made of. A closed set: whoever tells the kinds apart names all of them, and fails on one that is new.</summary>
internal abstract record StepBody
{
    private StepBody()
    {
    }

    /// <summary>For the default of a switch over the kinds.</summary>
    public InvalidOperationException Unknown() => new($"Unknown kind of step {GetType().Name}.");

    /// <summary>A class, an instance or a function.</summary>
    internal sealed record Code(StepCode Run) : StepBody;

    /// <summary>Another actor.</summary>
    internal sealed record Participant(ParticipantAddress Address) : StepBody;

    /// <summary>
    /// Builds a concurrent block's output from its input and its branches' outputs. It takes no effect, so it has no undo.
    /// </summary>
    internal sealed record Join(Func<object?[], object?> Build) : StepBody;
}

namespace Tale.Actors.Definitions;

internal sealed record StepNode(string Name, Type InputType, Type OutputType, StepBody Body, StepSettings Settings)
    : DefinitionNode(Name, InputType, OutputType)
{
    /// <summary>
    /// A join gets several inputs: the block's input, then every branch's output; a wait for a signal its input and the payload. Where
    /// there are more inputs than types, as many as there are items, the last type is theirs.
    /// </summary>
    public IReadOnlyList<Type> InputTypes { get; init; } = [InputType];

    /// <summary>The type of the input at a position, from 0.</summary>
    public Type InputTypeAt(int position) => InputTypes[Math.Min(position, InputTypes.Count - 1)];

    /// <summary>Whether its input can stand for its output.</summary>
    public bool KeepsType =>
        (InputTypes.Count == 1 || Body is StepBody.Signal) && Body is not StepBody.Items && InputType == OutputType;

    /// <summary>Whether there can be anything to undo.</summary>
    public bool TakesEffect => !Body.OnlyComputes && Body is not StepBody.Delay;

    /// <summary>Whether it begins by waiting for something from outside.</summary>
    public bool IsWait => Body is StepBody.Signal or StepBody.Delay;

    public bool Compensates => Settings.Compensates && Body.Compensates;

    /// <summary>
    /// What follows when nobody knows whether it took effect. A pivot without an undo that took effect after all must not be passed over.
    /// </summary>
    public UnknownOutcomePolicy UnknownOutcome => Settings.UnknownOutcome
        ?? (Settings.IsPivot && !Compensates ? UnknownOutcomePolicy.Suspend : UnknownOutcomePolicy.Compensate);

    /// <summary>Whether it can be undone when nobody knows whether it took effect.</summary>
    public bool CompensatesUnknown => Compensates && (InputType == OutputType || Body.CompensatesUnknown);
}

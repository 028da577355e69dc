namespace Tale.Actors.Protocol;

/// <summary>One undo that would run.</summary>
/// <param name="Step">The path of the step that would be undone.</param>
/// <param name="After">
/// The path of the step or block that has to be undone before; null: none has. Undos that name the same one run at the same time.
/// </param>
/// <param name="Prospect">What is to be expected of it.</param>
/// <param name="Outcome">What is known of the step: it decides which state its undo gets. Null: it is still at work.</param>
public sealed record PlannedUndo(string Step, string? After, UndoProspect Prospect, StepOutcome? Outcome)
{
    /// <summary>
    /// The state that the undo would get: the step's own output, or its input when nobody knows whether there is an output. Null while the
    /// step is at work, and when there is none that its undo could be given.
    /// </summary>
    public Payload? State { get; init; }
}

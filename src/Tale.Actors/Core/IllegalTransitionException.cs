namespace Tale.Actors.Core;

/// <summary>
/// The log says something that cannot follow from what it said before: it is damaged, or of another
/// definition. It suspends its transaction.
/// </summary>
internal sealed class IllegalTransitionException(string message) : Exception(message)
{
    public static IllegalTransitionException Of(PlanStep step, StepState state, string what) => new(
        $"The log speaks of {what} of step '{step.Path}', which is {state.Phase} "
        + $"(attempt {state.Attempt}, undo {state.CompensationAttempt}).");
}

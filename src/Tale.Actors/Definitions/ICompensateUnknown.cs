namespace Tale.Actors.Definitions;

/// <summary>
/// A step that can undo itself when nobody knows whether it took effect, given its input. Steps whose input and output type are the same
/// need not implement it: their <c>CompensateAsync</c> gets the input, with <see cref="StepContext.Outcome"/> unknown.
/// </summary>
/// <typeparam name="TIn">The state it started from.</typeparam>
public interface ICompensateUnknown<in TIn>
{
    /// <summary>Makes sure that the step has no effect.</summary>
    /// <param name="input">A fresh copy of the step's input.</param>
    /// <param name="step">Which transaction, step and attempt this is.</param>
    Task CompensateUnknownAsync(TIn input, StepContext step);
}

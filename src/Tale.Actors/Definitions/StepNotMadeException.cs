namespace Tale.Actors.Definitions;

/// <summary>
/// The object that plays a step could not be made, so that none of its code ran: an error of the installation, not of the step.
/// </summary>
internal sealed class StepNotMadeException(string message, Exception inner) : Exception(message, inner);

namespace Tale.Actors.Definitions;

/// <summary>A step's class cannot be made, so its attempt did not begin: a service is missing, or a constructor throws.</summary>
internal sealed class StepNotMadeException(string message, Exception inner) : Exception(message, inner);

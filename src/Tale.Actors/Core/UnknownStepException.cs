namespace Tale.Actors.Core;

/// <summary>The log names a step that the definition does not have: the log is of another definition, or damaged.</summary>
internal sealed class UnknownStepException(string path, string definition, int version)
    : Exception($"The log names the step '{path}', which '{definition}' v{version} does not have.");

namespace Tale.Actors.Definitions;

/// <summary>A step, a block or a sequence of a definition, as data that another process can read.</summary>
/// <param name="Path">Its path. Empty: the transaction itself.</param>
/// <param name="Facts">
/// What the definition's hash covers of it, by name: the kind, the types' aliases, the retry policies and so on. What is not there does not
/// apply.
/// </param>
public sealed record DefinitionPart(string Path, IReadOnlyDictionary<string, string> Facts);

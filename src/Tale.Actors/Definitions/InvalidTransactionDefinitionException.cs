namespace Tale.Actors.Definitions;

/// <summary>A definition is wrong. Thrown by <c>Build()</c>, so that it stops the process at start-up and never a transaction.</summary>
public sealed class InvalidTransactionDefinitionException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="name">The definition's name.</param>
    /// <param name="problems">Everything that is wrong, not only the first thing.</param>
    public InvalidTransactionDefinitionException(string name, IReadOnlyList<string> problems)
        : base($"The transaction definition '{name}' has {(problems.Count == 1 ? "a problem" : $"{problems.Count} problems")}:"
            + string.Concat(problems.Select(problem => $"{Environment.NewLine}  - {problem}")))
        => Problems = problems;

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<string> Problems { get; }
}

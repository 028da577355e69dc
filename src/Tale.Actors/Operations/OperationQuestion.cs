namespace Tale.Actors.Operations;

/// <summary>What the book is asked, perhaps by another node. Every question may be asked again.</summary>
internal abstract record OperationQuestion
{
    private OperationQuestion()
    {
    }

    /// <param name="Request">With an id, and nothing wrong with it.</param>
    internal sealed record Start(OperationRequest Request) : OperationQuestion;

    internal sealed record Get(string OperationId) : OperationQuestion;

    /// <summary>The ids of all that are kept.</summary>
    internal sealed record List : OperationQuestion;

    internal sealed record Stop(string OperationId, string Who) : OperationQuestion;
}

namespace Tale.Actors.Definitions;

/// <summary>A transaction's options as they were when its definition began; see <see cref="StepSettings"/>.</summary>
internal sealed record TransactionSettings
{
    public static readonly TransactionSettings Default = new();

    public CompensationFailurePolicy CompensationFailurePolicy { get; init; }
}

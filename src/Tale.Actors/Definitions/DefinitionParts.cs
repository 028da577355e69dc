using System.Globalization;

namespace Tale.Actors.Definitions;

/// <summary>
/// What <see cref="DefinitionHash"/> covers, told part by part. Two definitions of one name and version have the same hash exactly when they
/// have the same parts. A new kind of node, or of a step's body, is one line in each switch here.
/// </summary>
internal static class DefinitionParts
{
    private const string Yes = "yes";

    public static IReadOnlyList<DefinitionPart> Of(TransactionDefinition definition)
    {
        List<DefinitionPart> parts = [];
        Add(parts, "", definition.Root);
        parts[0] = Part(
            "",
            [
                .. Facts(definition.Root),
                (FactNames.CompensationFailurePolicy, definition.Settings.CompensationFailurePolicy.ToString()),
            ]);
        return parts;
    }

    private static void Add(List<DefinitionPart> parts, string path, DefinitionNode node)
    {
        parts.Add(Part(path, Facts(node)));
        foreach (var (childPath, child) in Children(path, node))
            Add(parts, childPath, child);
    }

    private static IEnumerable<(string Path, DefinitionNode Node)> Children(string path, DefinitionNode node) => node switch
    {
        StepNode => [],
        SequenceNode sequence => sequence.Children.Select(child => (StepPath.Child(path, child.Name), child)),
        ConcurrentNode block => block.Branches.Select((branch, index) => (StepPath.Branch(path, index), (DefinitionNode)branch))
            .Append((StepPath.Child(path, StepPath.JoinName), block.Join)),
        ForEachNode block =>
        [
            (StepPath.Child(path, StepPath.ItemsName), block.Items), (StepPath.Child(path, StepPath.AnyItem), block.Branch),
            (StepPath.Child(path, StepPath.JoinName), block.Join),
        ],
        _ => throw node.Unknown(),
    };

    private static IEnumerable<(string Name, string? Value)> Facts(DefinitionNode node) =>
    [
        .. node switch
        {
            StepNode step => OfStep(step),
            SequenceNode => [(FactNames.Kind, FactNames.Sequence)],
            ConcurrentNode block => [(FactNames.Kind, FactNames.Concurrent), ("failure policy", block.FailurePolicy.ToString())],
            ForEachNode block => [(FactNames.Kind, FactNames.ForEach), ("failure policy", block.FailurePolicy.ToString())],
            _ => throw node.Unknown(),
        },
        ("input", Names.AliasOf(node.InputType)),
        ("output", Names.AliasOf(node.OutputType)),
    ];

    private static IEnumerable<(string Name, string? Value)> OfStep(StepNode step) =>
    [
        (FactNames.Kind, step.Body.Kind),
        ("payload", step.Body is StepBody.Signal { PayloadType: { } payload } ? Names.AliasOf(payload) : null),
        ("transaction", (step.Body as StepBody.Child)?.Definition.ToString()),
        (FactNames.Undo, If(step.Compensates)),
        (FactNames.UnknownUndo, If(step.CompensatesUnknown)),
        (FactNames.KeepsType, If(step.KeepsType)),
        (FactNames.Pivot, If(step.Settings.IsPivot)),
        ("policy for an unknown outcome", step.UnknownOutcome.ToString()),
        (FactNames.Retries, Retries(step.Settings.Retry)),
        ("backoff", Backoff(step.Settings.Retry)),
        (FactNames.UndoRetries, Retries(step.Settings.CompensationRetry)),
        ("backoff of the undo", Backoff(step.Settings.CompensationRetry)),
    ];

    private static DefinitionPart Part(string path, IEnumerable<(string Name, string? Value)> facts) =>
        new(path, facts.Where(fact => fact.Value is not null).ToDictionary(fact => fact.Name, fact => fact.Value!, StringComparer.Ordinal));

    private static string? If(bool isSo) => isSo ? Yes : null;

    private static string Retries(RetryPolicy policy) =>
        policy.MaxRetries == int.MaxValue ? FactNames.ForEver : policy.MaxRetries.ToString(CultureInfo.InvariantCulture);

    private static string Backoff(RetryPolicy policy) => string.Create(
        CultureInfo.InvariantCulture,
        $"{policy.InitialDelay:c} times {policy.BackoffFactor:R} up to {policy.MaxDelay:c} with jitter {policy.Jitter:R}");
}

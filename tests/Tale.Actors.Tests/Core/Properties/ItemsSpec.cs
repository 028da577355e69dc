namespace Tale.Actors.Tests.Core.Properties;

/// <summary>The same steps for every item.</summary>
/// <param name="List">The step that lists the items.</param>
/// <param name="AtATime">How many items are under way at a time; null: all.</param>
/// <param name="Count">How many items there are, where nobody says otherwise.</param>
public sealed record ItemsSpec(SequenceSpec Branch, StepSpec List, StepSpec Join, bool FailsFast, int? AtATime, int Count) : NodeSpec
{
    public override string ToString() =>
        $"{(FailsFast ? "failfast" : "wait")} each of {Count} ({List}: {Branch} join {Join}, {AtATime} at a time)";
}

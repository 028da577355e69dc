using Tale.Actors.Definitions;

namespace Tale.Actors.Core;

/// <summary>How large a transaction may become on this node. It decides, and never folds: what came of it is in the log.</summary>
/// <param name="MaxEvents">How many events a log may have before what fails is tried again by an operator only.</param>
/// <param name="MaxSteps">How many steps there may be with those of items.</param>
internal sealed record PlanLimits(int MaxEvents = int.MaxValue, int MaxSteps = DefinitionCheck.MaxSteps)
{
    public static readonly PlanLimits Most = new();
}

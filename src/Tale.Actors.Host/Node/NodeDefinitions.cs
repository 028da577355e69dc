using Tale.Actors.Definitions;
using Tale.Actors.Host.Samples.Holiday;

namespace Tale.Actors.Host.Node;

/// <summary>The transactions that a node can start.</summary>
internal static class NodeDefinitions
{
    public static IReadOnlyList<TransactionDefinition> Of(bool hasSamples) =>
        hasSamples ? [BookHoliday.Definition, PlanTrip.Definition] : [];
}

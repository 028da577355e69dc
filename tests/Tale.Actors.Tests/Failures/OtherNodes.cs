using Tale.Actors.Core;

namespace Tale.Actors.Tests.Failures;

/// <summary>What another node writes.</summary>
internal static class OtherNodes
{
    public static object Recovered(long epoch) =>
        new Event.CoordinatorRecovered(DateTimeOffset.UtcNow, epoch) { Node = "another-node", Format = Event.CurrentFormat };
}

using Akka.Actor;
using Tale.Actors.Core;

namespace Tale.Actors.Tests.Sweeps;

/// <summary>A write as it reaches the journal.</summary>
/// <param name="Number">Counted from 1 for each transaction, whatever became of earlier ones.</param>
/// <param name="LogLength">The log before it.</param>
internal sealed record SweepWrite(string Id, int Number, int LogLength, IReadOnlyList<Event> Events, IActorRef Coordinator)
{
    /// <summary>Whether the log holds so many events once it is stored, and did not before.</summary>
    public bool Reaches(int count) => LogLength < count && LogLength + Events.Count >= count;
}

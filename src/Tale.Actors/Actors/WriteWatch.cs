using System.Collections.Concurrent;
using Akka.Actor;

namespace Tale.Actors.Actors;

/// <summary>
/// Has every coordinator that writes asked, from time to time, whether its write takes too long. One timer for all of them: the scheduler would keep
/// one of each, and the actor that it is for, for seconds after it was cancelled.
/// </summary>
internal sealed class WriteWatch
{
    private const int ChecksPerTimeout = 4;

    private readonly ConcurrentDictionary<IActorRef, byte> _coordinators = new(ReferenceEqualityComparer.Instance);

    public WriteWatch(ActorSystem system, TimeSpan timeout) =>
        system.Scheduler.Advanced.ScheduleRepeatedly(timeout / ChecksPerTimeout, timeout / ChecksPerTimeout, Check);

    public void Add(IActorRef coordinator) => _coordinators.TryAdd(coordinator, 0);

    public void Remove(IActorRef coordinator) => _coordinators.TryRemove(coordinator, out _);

    private void Check()
    {
        foreach (var (coordinator, _) in _coordinators)
            coordinator.Tell(CheckWrite.Instance, ActorRefs.NoSender);
    }
}

/// <summary>To a coordinator: give up a write that has not been confirmed in time.</summary>
internal sealed class CheckWrite : INoSerializationVerificationNeeded
{
    public static readonly CheckWrite Instance = new();
}

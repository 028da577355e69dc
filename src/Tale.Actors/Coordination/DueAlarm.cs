using Akka.Actor;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Core;

namespace Tale.Actors.Coordination;

/// <summary>
/// A coordinator's one alarm for all that waits, and none for what may passivate: the index knows when. It wakes nobody who is in memory.
/// </summary>
internal sealed class DueAlarm(NodeClock clock, IActorRef self)
{
    private NodeClock.Alarm? _alarm;

    /// <param name="isHeldUp">It stays in memory, whatever it waits for.</param>
    public void Follow(TransactionState state, DateTimeOffset now, bool isHeldUp)
    {
        var next = state.IsFinal || (state.MayPassivate(now) && !isHeldUp) ? null : state.NextDue;
        if (_alarm?.At == next)
            return;
        Cancel();
        _alarm = next is { } at ? clock.Set(at, self, TimeHasCome.Instance) : null;
    }

    /// <summary>The alarm has gone off.</summary>
    public void Clear() => _alarm = null;

    public void Cancel() => clock.Cancel(_alarm);

    internal sealed class TimeHasCome : INoSerializationVerificationNeeded
    {
        public static readonly TimeHasCome Instance = new();
    }
}

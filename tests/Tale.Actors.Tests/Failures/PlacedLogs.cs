using Akka.Actor;
using Akka.Persistence;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>Logs that one node leaves behind and another finds: the nodes of a test have journals in memory, each its own.</summary>
internal static class PlacedLogs
{
    /// <summary>The events of a transaction as they are stored at this moment.</summary>
    public static IReadOnlyList<object> LogOf(this JournalControl stored, string transactionId) =>
        [.. stored.Stored.Where(e => e.PersistenceId == $"tale-{transactionId}").Select(e => e.Payload)];

    /// <summary>Appends events to a transaction's log behind the back of whoever owns it.</summary>
    public static async Task PlaceAsync(this ActorSystem system, string transactionId, IEnumerable<object> events)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(Props.Create(() => new Writer($"tale-{transactionId}", events.ToList(), written)));
        await written.Task.WaitAsync(TaleSystem.Patience);
    }

    private sealed class Writer : UntypedPersistentActor
    {
        private readonly IReadOnlyList<object> _events;
        private readonly TaskCompletionSource _written;

        public Writer(string persistenceId, IReadOnlyList<object> events, TaskCompletionSource written)
        {
            PersistenceId = persistenceId;
            _events = events;
            _written = written;
        }

        public override string PersistenceId { get; }

        protected override void OnRecover(object message)
        {
            if (message is not RecoveryCompleted)
                return;
            var open = _events.Count;
            PersistAll(_events, _ =>
            {
                if (--open > 0)
                    return;
                _written.SetResult();
                Context.Stop(Self);
            });
        }

        protected override void OnCommand(object message) => Unhandled(message);
    }
}

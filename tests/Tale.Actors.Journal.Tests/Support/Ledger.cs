using Akka.Actor;
using Akka.Persistence;

namespace Tale.Actors.Journal.Tests.Support;

/// <summary>
/// Recovers, adds the next number to its log, tells whether that is certain, and stops: one life of an actor that is restarted after every
/// failure.
/// </summary>
internal sealed class Ledger : UntypedPersistentActor
{
    private readonly TaskCompletionSource<int?> _outcome;
    private int _last;

    private Ledger(string persistenceId, TaskCompletionSource<int?> outcome) => (PersistenceId, _outcome) = (persistenceId, outcome);

    public override string PersistenceId { get; }

    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    public static Props Props(string persistenceId, TaskCompletionSource<int?> outcome) =>
        Akka.Actor.Props.CreateBy(new Producer(() => new Ledger(persistenceId, outcome)));

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case int number when number == _last + 1:
                _last = number;
                break;
            case int number:
                throw new InvalidOperationException($"{number} follows {_last}");
            case RecoveryCompleted:
                Self.Tell("add");
                break;
        }
    }

    protected override void OnCommand(object message) => Persist(_last + 1, number => End(number));

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => End(null);

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => End(null);

    private void End(int? stored)
    {
        Context.Stop(Self);
        _outcome.TrySetResult(stored);
    }

    private sealed class Producer(Func<ActorBase> create) : IIndirectActorProducer
    {
        public Type ActorType => typeof(Ledger);

        public ActorBase Produce() => create();

        public void Release(ActorBase actor) { }
    }
}

internal static class LedgerRun
{
    /// <summary>Lets a ledger live once.</summary>
    /// <returns>The number that was stored for certain; null when nobody knows.</returns>
    public static Task<int?> AddToLedgerAsync(this ActorSystem system, string persistenceId)
    {
        var outcome = new TaskCompletionSource<int?>(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(Ledger.Props(persistenceId, outcome));
        return outcome.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }
}

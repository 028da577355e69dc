using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Tale.Actors.Coordination;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Coordination.Journaling;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Index;
using Tale.Actors.Serialization;
using Tale.Actors.Settings;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>A single coordinator, under a home and with a clock that the test plays.</summary>
public abstract class LoneCoordinatorSpec(string hocon = "") : ActorSpec($"{hocon}\n{PatientJournal}")
{
    /// <summary>A write that takes seconds on a machine that is busy would end the coordinator, and nobody brings this one back.</summary>
    private const string PatientJournal = "test-journal.circuit-breaker.call-timeout = 60s";

    /// <summary>Whether the home lets the coordinator leave. As long as it does not, it says that a message is on its way to it.</summary>
    private protected StrongBox<bool> MayLeave { get; } = new(false);

    /// <summary>The transactions that the home was told not to wake again.</summary>
    private protected ConcurrentDictionary<string, bool> Parked { get; } = [];

    /// <summary>Null: the home lets everything be taken over. Else nothing, and this says whether another node goes on with it.</summary>
    private protected bool? IsMoving { get; set; }

    private protected (AttemptServices Attempts, IActorRef Coordinator) Alone(string id, NodeClock clock, TransactionDefinition definition)
    {
        var settings = new TaleSettings(Sys.Settings.Config);
        var codec = StateCodec.For(Sys);
        codec.Register(typeof(int));
        var plans = new PlanCatalog(new TransactionRegistry([definition]));
        var attempts = new AttemptServices(settings, codec, clock, null, Sys.Log);
        var services = new CoordinatorServices(
            settings, LogAccess.Of(Sys, settings, new InMemoryTransactionIndex(), NoLease.Everywhere), plans, clock, attempts, new CommandReader(new StartValidator(settings, plans, codec), new OperatorValidator(attempts), new SignalValidator(attempts), "node"), new Outcomes(codec), NoLease.Everywhere, new InMemoryTransactionIndex(), null, Sys.Log);
        var home = new PlayedHome(MayLeave, Parked, () => IsMoving);
        return (attempts, Sys.ActorOf(Props.CreateBy(new Producer<Coordinator>(() => new Coordinator(services, home, isNew: false))), id));
    }

    private sealed class PlayedHome(StrongBox<bool> mayLeave, ConcurrentDictionary<string, bool> parked, Func<bool?> isMoving) : ICoordinatorHome
    {
        public string Node => "node";

        public bool IsStopping => false;

        public bool IsFollowed => false;

        public bool IsMoving => isMoving() == true;

        public bool LeaveToOthers(string transactionId, string definition, int? version) => false;

        public bool LeaveToOthers(UnfoldedLog unfolded) => false;

        public void Started(string transactionId)
        {
        }

        public bool TryLeave(string transactionId, long seen) => Volatile.Read(ref mayLeave.Value);

        public void HandOver(string transactionId, object message, IActorRef sender)
        {
        }

        public void KeepWatcher(string transactionId, IActorRef watcher, DateTimeOffset? until)
        {
        }

        public void Bequeath(string transactionId, IReadOnlyList<RejectedAnswer> rejected)
        {
        }

        public IReadOnlyList<RejectedAnswer> Inherit(string transactionId) => [];

        public void Inherited(string transactionId)
        {
        }

        public bool Park(string transactionId) => parked.TryAdd(transactionId, true);

        public void WakeParked(string transactionId)
        {
        }

        public void Unpark(string transactionId) => parked.TryRemove(transactionId, out _);

        public void LogGrew(string transactionId)
        {
        }

        public void Fenced(string transactionId)
        {
        }

        public bool MayTakeOver(string transactionId, string owner) => isMoving() is null;
    }
}

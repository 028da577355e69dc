using Akka.Actor;
using Akka.Persistence;
using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;
using Tale.Actors.Protocol;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>
/// What the journal and Akka cost by themselves: a persistent actor per transaction that writes five events, one after another.
/// Like a coordinator of a new transaction it recovers without a read.
/// </summary>
internal static class BareCase
{
    private static readonly byte[] Event = new byte[250];

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await using var journal = await JournalChoice.OpenAsync(options.Journal);
        await using var tale = BenchmarkSystem.Start(journal, options.Hocon);
        var parent = tale.System.ActorOf(Props.Create<Parent>(), "bare");
        var measurement = await ClosedLoop.RunAsync(
            "bare", options, journal, _ => parent.Ask<Finished>(new Begin(Guid.CreateVersion7().ToString("N"))));
        measurement.Print(options.Json);
        return 0;
    }

    private sealed record Begin(string Id);

    private sealed class Finished
    {
        public static readonly Finished Instance = new();
    }

    private sealed class Parent : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            var begin = (Begin)message;
            Context.ActorOf(Props.Create<Bare>(begin.Id), begin.Id).Forward(begin);
        }
    }

    private sealed class Bare(string id) : UntypedPersistentActor
    {
        private int _events;

        public override string PersistenceId { get; } = TransactionIds.PersistenceIdOf(id);

        public override Recovery Recovery => new(SnapshotSelectionCriteria.None, toSequenceNr: 0, replayMax: 0);

        protected override void OnCommand(object message) => Next(Sender);

        protected override void OnRecover(object message)
        {
        }

        private void Next(IActorRef caller) => Persist(Event, _ =>
        {
            if (++_events < 5)
            {
                Next(caller);
                return;
            }
            caller.Tell(Finished.Instance);
            Context.Stop(Self);
        });
    }
}

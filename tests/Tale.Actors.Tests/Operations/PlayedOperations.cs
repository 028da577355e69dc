using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Index;
using Tale.Actors.Operations;
using Tale.Actors.Protocol;
using Tale.Actors.Settings;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Operations;

/// <summary>Operations before transactions that the test plays, and an index that it fills. Time is in its hand.</summary>
public abstract class PlayedOperations : VirtualTimeSpec
{
    internal static readonly OperationFilter Suspended = new() { Statuses = [TransactionStatus.Suspended] };

    // A busy machine is no journal in trouble: an actor that comes back waits for time that nobody lets pass.
    private const string Settings = """
        tale.operations { max-in-flight = 2, page-size = 4, max-tries = 3 }
        test-journal.circuit-breaker.call-timeout = 60s

        """;

    private readonly OperationServices _services;
    private IActorRef _book;

    protected PlayedOperations()
        : base(Settings)
    {
        Transactions = CreateTestProbe();
        _services = new OperationServices(
            new TaleSettings(TaleSystem.Configuration(Settings)),
            Transactions, Rows, new Leases<PlayedLease>([Lease, LeaseApart], PlaceOf), new NodeClock(Sys.Scheduler), () => IsStopping, _ => MayTakeOver, Sys.Log);
        LeaseApart.OnChange(() => { });
        Lease.OnChange(() => { });   // operations look at the lease before they begin anything
        _book = NewBook();
    }

    internal PlayedRows Rows { get; } = new();

    internal PlayedLease Lease => PlayedLease.Of(Sys);

    /// <summary>Of the database that the operations' own logs are in, if they are not where the book is.</summary>
    internal PlayedLease LeaseApart { get; } = new();

    protected bool HasLogsApart { get; set; }

    protected TestProbe Transactions { get; }

    protected bool IsStopping { get; set; }

    protected bool MayTakeOver { get; set; } = true;

    /// <summary>All that is at work here ends, and begins again as another process would.</summary>
    protected void Crash()
    {
        Watch(_book);
        Sys.Stop(_book);
        ExpectTerminated(_book, TaleSystem.Patience);
        _book = NewBook();
    }

    internal static OperationRequest Request(string id, BulkAction action = BulkAction.RetryNow, OperationFilter? filter = null) =>
        new(action, filter ?? Suspended, "ada", "the bank is back") { OperationId = id };

    internal OperationView Start(OperationRequest request) => Assert.IsType<OperationAnswer.View>(Ask(new OperationQuestion.Start(request))).Operation;

    internal OperationAnswer.Rejected Refused(OperationRequest request) =>
        Assert.IsType<OperationAnswer.Rejected>(Ask(new OperationQuestion.Start(request)));

    internal OperationView Shown(string id) => Assert.IsType<OperationAnswer.View>(Ask(new OperationQuestion.Get(id))).Operation;

    internal OperationView Stop(string id) => Assert.IsType<OperationAnswer.View>(Ask(new OperationQuestion.Stop(id, "grace"))).Operation;

    internal IReadOnlyList<string> Listed() =>
        Assert.IsType<OperationAnswer.Ids>(Ask(new OperationQuestion.List())).OperationIds.ToList();

    internal OperationAnswer Ask(OperationQuestion question)
    {
        // One that is away says so, and is asked again; so is one that ended with the question in its mailbox.
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TaleSystem.Patience; Time.Advance(TimeSpan.FromMilliseconds(100)))
        {
            var asker = CreateTestProbe();
            _book.Tell(question, asker);
            if (asker.ReceiveOne(TimeSpan.FromSeconds(1)) is OperationAnswer answer && answer != OperationAnswer.Away)
                return answer;
        }
        throw new TimeoutException($"There was no answer to {question}.");
    }

    internal OperationView ViewWhen(string id, OperationStatus status)
    {
        OperationView? view = null;
        AwaitAssert(() => Assert.Equal(status, (view = Shown(id)).Status), TaleSystem.Patience, TimeSpan.FromMilliseconds(5));
        return view!;
    }

    /// <summary>The next transactions that have their command.</summary>
    internal List<string> Told(int count) => [.. Enumerable.Range(0, count).Select(_ => Told().TransactionId)];

    internal ITransactionCommand Told() => Transactions.ExpectMsg<ITransactionCommand>(TaleSystem.Patience);

    /// <summary>None has its command but those that were seen: a question behind everything that was sent before is answered first.</summary>
    protected void NothingMoreIsTold(string id)
    {
        Shown(id);
        Assert.False(Transactions.HasMessages);
    }

    /// <summary>They have done what they were told, so they are suspended no longer.</summary>
    internal void Accept(params string[] ids)
    {
        foreach (var id in ids)
        {
            Rows.Leave(id);
            Reply(new CommandAccepted(id, TransactionStatus.Running, 9));
        }
    }

    /// <summary>Every further transaction accepts at once, until the operation is over.</summary>
    internal OperationView AcceptAll(string id)
    {
        Transactions.SetAutoPilot(new DelegateAutoPilot((sender, message) =>
        {
            if (message is GetTransaction question)
                sender.Tell(Seen(question.TransactionId));
            else if (message is ITransactionCommand command)
                sender.Tell(new CommandAccepted(command.TransactionId, TransactionStatus.Running, 9));
            return AutoPilot.KeepRunning;
        }));
        PassUntil(() => Shown(id).Status == OperationStatus.Ended);
        return Shown(id);
    }

    internal static TransactionView Seen(string id, TransactionStatus status = TransactionStatus.Suspended) => new(id, "t", 1, status)
    {
        StartedAt = PlayedRows.Before, UpdatedAt = PlayedRows.Before,
    };

    /// <summary>Those that may have been told before a crash are looked at, and told again.</summary>
    internal void ToldAfterALook(params string[] ids)
    {
        Assert.Equal(ids, ids.Select(_ => Transactions.ExpectMsg<GetTransaction>(TaleSystem.Patience).TransactionId));
        foreach (var id in ids)
            Reply(Seen(id));
        Assert.Equal(ids, ids.Select(_ => Transactions.ExpectMsg<OperatorCommand>(TaleSystem.Patience).TransactionId));
    }

    protected void Reply(IWithTransactionId answer) => Transactions.Sender.Tell(answer, Transactions);

    /// <summary>An interval after which what is not answered is sent again.</summary>
    protected void PassInterval() => Time.Advance(_services.Settings.OperationsRetryInterval);

    private int PlaceOf(string persistenceId) => HasLogsApart && persistenceId != OperationIds.Book ? 1 : 0;

    private IActorRef NewBook() => Sys.ActorOf(OperationBook.Supervised(
        Props.CreateBy(new Producer<OperationBook>(() => new OperationBook(_services))), TimeSpan.FromSeconds(1)));
}

using Akka.Actor;
using Akka.Persistence;
using Akka.TestKit;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Coordination.Histories;
using Tale.Actors.Coordination.Time;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>The chronicle before a journal that the test plays.</summary>
public sealed class ChronicleSpec : ActorSpec
{
    private static readonly GetHistory News = new("t-1") { After = 2, WaitsForNews = true };

    private readonly TestProbe _journal;
    private readonly TestProbe _asker;
    private readonly FollowedLogs _followed = new();
    private readonly IActorRef _chronicle;

    public ChronicleSpec()
        : base(VirtualTime)
    {
        (_journal, _asker) = (CreateTestProbe(), CreateTestProbe());
        var clock = new NodeClock(Sys.Scheduler);
        _chronicle = Sys.ActorOf(Props.CreateBy(new Producer<Chronicle>(
            () => new Chronicle(() => _journal, clock, _followed, TimeSpan.FromSeconds(20)))));
    }

    [Fact]
    public void What_is_written_while_the_log_is_read_has_it_read_again()
    {
        _chronicle.Tell(News, _asker);
        var (_, reader) = NextRead();
        Assert.True(_followed.Contains("t-1"), "It is followed before it is read.");
        _chronicle.Tell(new LogGrew("t-1"));

        NothingNew(reader);

        (_, reader) = NextRead();
        NothingNew(reader);
        _chronicle.Tell(new LogGrew("t-1"));
        NextRead();
    }

    [Fact]
    public void Who_asks_again_is_being_seen_to()
    {
        _chronicle.Tell(News, _asker);
        _chronicle.Tell(News, _asker);
        var (_, reader) = NextRead();
        NothingNew(reader);
        _chronicle.Tell(News, _asker);
        _chronicle.Tell(new GetHistory("t-2"), _asker);

        Assert.Equal("tale-t-2", NextRead().Read.PersistenceId);
    }

    [Fact]
    public void No_more_than_sixteen_pages_are_read_at_a_time()
    {
        for (var i = 0; i < 40; i++)
            _chronicle.Tell(new GetHistory($"t-{i}"), _asker);
        var readers = Enumerable.Range(0, 16).Select(_ => NextRead().Reader).ToList();
        // Answered behind the questions: had it begun more, they would be there.
        _chronicle.Tell(new GetHistory("t-1") { Limit = 0 }, _asker);
        Assert.Equal(RejectionReason.InvalidCommand, _asker.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);
        Assert.False(_journal.HasMessages);

        for (var i = 16; i < 40; i++)
        {
            NothingNew(readers[i - 16]);
            readers.Add(NextRead().Reader);
        }
        readers.TakeLast(16).ToList().ForEach(NothingNew);
        for (var i = 0; i < 40; i++)
            _asker.ExpectMsg<TransactionHistory>(TaleSystem.Patience);
    }

    [Fact]
    public void A_journal_that_fails_or_is_silent_is_said_to_be_unavailable()
    {
        _chronicle.Tell(new GetHistory("t-1"), _asker);
        NextRead().Reader.Tell(new ReplayMessagesFailure(new TimeoutException("away")));
        Assert.Equal(RejectionReason.JournalUnavailable, _asker.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);

        _chronicle.Tell(new GetHistory("t-1"), _asker);
        NextRead();
        AwaitAssert(
            () =>
            {
                Time.Advance(TimeSpan.FromSeconds(20));
                Assert.True(_asker.HasMessages);
            },
            TaleSystem.Patience);
        Assert.Equal(RejectionReason.JournalUnavailable, _asker.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);
    }

    private (ReplayMessages Read, IActorRef Reader) NextRead()
    {
        var read = _journal.ExpectMsg<ReplayMessages>(TaleSystem.Patience);
        return (read, read.PersistentActor);
    }

    private static void NothingNew(IActorRef reader) => reader.Tell(new RecoverySuccess(2));
}

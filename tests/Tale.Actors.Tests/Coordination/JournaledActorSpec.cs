using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.TestKit;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Coordination.Journaling;
using Tale.Actors.Index;
using Tale.Actors.Settings;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>What an event-sourced actor says to its journal, which the test plays, and what it makes of the answers.</summary>
public sealed class JournaledActorSpec() : ActorSpec(VirtualTime)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_known_log_is_read_once_in_its_order_and_what_comes_meanwhile_comes_early()
    {
        var (journal, said, actor) = Made(isNew: false);
        var read = journal.ExpectMsg<ReplayMessages>(TaleSystem.Patience);
        Assert.Equal(("log", 1, long.MaxValue, long.MaxValue, actor), (read.PersistenceId, read.FromSequenceNr, read.ToSequenceNr, read.Max, read.PersistentActor));

        actor.Tell("meanwhile");
        actor.Tell(Replayed("a", 1));
        actor.Tell(Replayed("b", 2));
        actor.Tell(new RecoverySuccess(3));
        actor.Tell("then");

        ExpectAll(said, "early: meanwhile", "replayed: a 1", "replayed: b 2", "recovered: 3", "message: then");
        // The number after the highest that was ever used.
        actor.Tell(new Write("c"));
        Assert.Equal([4L], NumbersOf(Written(journal)));
    }

    [Fact]
    public void A_new_log_is_not_asked_for_of_one_of_Tales_journals()
    {
        var (journal, said, actor) = Made(isNew: true);

        ExpectAll(said, "recovered: 0");
        actor.Tell(new Write("a", "b"));

        var write = Written(journal);
        var whole = Assert.IsType<AtomicWrite>(Assert.Single(write.Messages));
        Assert.Equal((1L, 2L, "log"), (whole.LowestSequenceNr, whole.HighestSequenceNr, whole.PersistenceId));
        Assert.Single(EventsOf(write).Select(e => e.WriterGuid).Distinct(), guid => guid.Length > 0);
    }

    [Fact]
    public void A_new_log_is_asked_for_without_its_events_of_any_other_journal()
    {
        var (journal, said, actor) = Made(isNew: true, isTales: false);
        var read = journal.ExpectMsg<ReplayMessages>(TaleSystem.Patience);
        Assert.Equal((0L, 0L), (read.ToSequenceNr, read.Max));

        actor.Tell(new RecoverySuccess(7));

        ExpectAll(said, "recovered: 7");
    }

    [Fact]
    public void Two_writers_of_one_log_can_be_told_apart()
    {
        var (first, second) = (Made(isNew: true), Made(isNew: true));
        first.Actor.Tell(new Write("a"));
        second.Actor.Tell(new Write("a"));

        var (one, other) = (Written(first.Journal), Written(second.Journal));
        Assert.NotEqual(EventsOf(one)[0].WriterGuid, EventsOf(other)[0].WriterGuid);
        Assert.NotEqual(one.ActorInstanceId, other.ActorInstanceId);
    }

    [Fact]
    public void One_of_Tales_journals_is_asked_for_one_answer_and_what_it_tells_another_incarnation_is_not_heard()
    {
        var (journal, said, actor) = Made(isNew: true);
        actor.Tell(new Write("a", "b"));
        var write = journal.ExpectMsg<WriteLog>(TaleSystem.Patience).Messages;

        actor.Tell(new LogWritten(write.ActorInstanceId - 1));
        actor.Tell("not yet");
        actor.Tell(new LogWritten(write.ActorInstanceId));

        ExpectAll(said, "recovered: 0", "message: not yet", "persisted");
    }

    [Fact]
    public void Another_journal_confirms_each_event_and_what_it_tells_another_incarnation_is_not_heard()
    {
        var (journal, said, actor) = Made(isNew: true, isTales: false);
        journal.ExpectMsg<ReplayMessages>(TaleSystem.Patience);
        actor.Tell(new RecoverySuccess(0));
        actor.Tell(new Write("a", "b"));
        var write = journal.ExpectMsg<WriteMessages>(TaleSystem.Patience);
        var other = write.ActorInstanceId - 1;

        foreach (var e in EventsOf(write))
        {
            actor.Tell(new WriteMessageFailure(e, new TimeoutException(), other));
            actor.Tell(new WriteMessageRejected(e, new TimeoutException(), other));
            actor.Tell(new WriteMessageSuccess(e, other));
        }
        actor.Tell(WriteMessagesSuccessful.Instance);
        actor.Tell(new WriteMessageSuccess(EventsOf(write)[0], write.ActorInstanceId));
        actor.Tell("not yet");
        actor.Tell(new WriteMessageSuccess(EventsOf(write)[1], write.ActorInstanceId));

        ExpectAll(said, "recovered: 0", "message: not yet", "persisted");
    }

    [Fact]
    public void One_whose_write_fails_ends()
    {
        var (journal, said, actor) = Made(isNew: true);
        Watch(actor);
        actor.Tell(new Write("a"));
        var write = Written(journal);

        actor.Tell(new WriteMessagesFailed(new TimeoutException("away"), 1));
        actor.Tell(new WriteMessageFailure(EventsOf(write)[0], new TimeoutException("away"), write.ActorInstanceId));

        ExpectAll(said, "recovered: 0", "failed: away");
        ExpectTerminated(actor, TaleSystem.Patience);
    }

    [Fact]
    public void One_whose_write_is_rejected_hears_of_each_event_and_does_not_use_their_numbers_again()
    {
        var (journal, said, actor) = Made(isNew: true);
        actor.Tell(new Write("a", "b"));
        var write = Written(journal);

        foreach (var e in EventsOf(write))
            actor.Tell(new WriteMessageRejected(e, new InvalidOperationException($"no {e.Payload}"), write.ActorInstanceId));
        ExpectAll(said, "recovered: 0", "rejected: no a", "rejected: no b");
        actor.Tell(new Write("c"));

        Assert.Equal([3L], NumbersOf(Written(journal)));
    }

    [Fact]
    public void One_whose_log_cannot_be_read_ends()
    {
        var (journal, said, actor) = Made(isNew: false);
        Watch(actor);
        journal.ExpectMsg<ReplayMessages>(TaleSystem.Patience);

        actor.Tell(Replayed("a", 1));
        actor.Tell(new ReplayMessagesFailure(new TimeoutException("away")));

        ExpectAll(said, "replayed: a 1", "unread: away");
        ExpectTerminated(actor, TaleSystem.Patience);
    }

    [Fact]
    public void One_whose_journal_falls_silent_while_it_reads_ends_and_one_that_hears_of_it_goes_on()
    {
        var (journal, said, actor) = Made(isNew: false);
        Watch(actor);
        journal.ExpectMsg<ReplayMessages>(TaleSystem.Patience);
        actor.Tell(Replayed("a", 1));
        ExpectAll(said, "replayed: a 1");

        Time.Advance(Patience);
        actor.Tell(Replayed("b", 2));
        ExpectAll(said, "replayed: b 2");
        Time.Advance(Patience);
        // Nothing in between.
        Time.Advance(Patience);

        Assert.StartsWith("unread: The journal said nothing for 00:00:30", said.ExpectMsg<string>(TaleSystem.Patience), StringComparison.Ordinal);
        ExpectTerminated(actor, TaleSystem.Patience);
    }

    [Fact]
    public void One_that_has_read_its_log_leaves_no_timer()
    {
        var before = Time.Waiting;
        var (journal, said, actor) = Made(isNew: false);
        journal.ExpectMsg<ReplayMessages>(TaleSystem.Patience);
        Assert.Equal(before + 1, Time.Waiting);

        actor.Tell(new RecoverySuccess(0));
        ExpectAll(said, "recovered: 0");

        Assert.Equal(before, Time.Waiting);
    }

    [Fact]
    public void One_whose_journal_cannot_be_had_ends_and_holds_no_permit()
    {
        var permits = new RecoveryPermits(1);
        var access = new LogAccess(() => throw new InvalidOperationException("no such journal"), _ => permits, isTales: true);
        foreach (var isNew in new[] { false, true })
        {
            var actor = Watch(Sys.ActorOf(Props.CreateBy(new Producer<Played>(() => new Played(access, isNew, TestActor)))));
            ExpectTerminated(actor, TaleSystem.Patience);
        }

        Assert.Equal(0, permits.Taken);
        ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void One_that_is_restarted_while_it_reads_gives_its_permit_back_and_asks_for_another()
    {
        var permits = new RecoveryPermits(1);
        var (journal, said, actor) = Made(isNew: false, permits: permits);
        journal.ExpectMsg<ReplayMessages>(TaleSystem.Patience);

        actor.Tell(Replayed("throws", 1));

        journal.ExpectMsg<ReplayMessages>(TaleSystem.Patience);
        actor.Tell(new RecoverySuccess(0));
        ExpectAll(said, "recovered: 0");
        Assert.Equal(0, permits.Taken);
    }

    [Theory]
    [InlineData("", 30)]
    [InlineData("test-journal.recovery-event-timeout = 7s", 7)]
    [InlineData("akka.persistence.journal-plugin-fallback.recovery-event-timeout = 8s", 8)]
    public void How_long_a_journal_may_be_silent_is_read_as_by_akka(string hocon, int seconds)
    {
        using var system = ActorSystem.Create("timeouts", ConfigurationFactory.ParseString(hocon).WithFallback(TaleSystem.Configuration("")));

        Assert.Equal(TimeSpan.FromSeconds(seconds), Access(system).EventTimeout);
    }

    /// <summary>Each that could not read its log would take a permit with it.</summary>
    [Fact]
    public void A_journal_that_may_not_be_silent_at_all_is_refused()
    {
        using var system = ActorSystem.Create(
            "timeouts", ConfigurationFactory.ParseString("test-journal.recovery-event-timeout = 0s").WithFallback(TaleSystem.Configuration("")));

        Assert.Contains("test-journal.recovery-event-timeout has to be above zero", Assert.Throws<ConfigurationException>(() => Access(system).Journal).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Databases_share_no_permits()
    {
        var access = LogAccess.Of(Sys, new TaleSettings(Sys.Settings.Config), new InMemoryTransactionIndex(), new TwoLeases());

        Assert.Same(access.PermitsOf("tale-a1"), access.PermitsOf("tale-a2"));
        Assert.NotSame(access.PermitsOf("tale-a1"), access.PermitsOf("tale-b1"));
    }

    [Theory]
    [InlineData("read")]
    [InlineData("fail")]
    [InlineData("stop")]
    [InlineData("kill")]
    public void Of_a_herd_only_so_many_read_at_a_time_and_each_that_is_done_lets_the_next_one_in(string how)
    {
        var permits = new RecoveryPermits(2);
        var journal = CreateTestProbe();
        var herd = Enumerable.Range(0, 6).Select(_ => Made(isNew: false, permits: permits, journal: journal).Actor).ToList();
        List<IActorRef> asked = [Next(), Next()];
        // One that waits gives up.
        var waiting = herd.First(actor => !asked.Contains(actor));
        Watch(waiting);
        Sys.Stop(waiting);
        ExpectTerminated(waiting, TaleSystem.Patience);

        for (var i = 0; asked.Count < herd.Count - 1; i++)
        {
            End(asked[i], how);
            asked.Add(Next());
            Assert.Equal(2, permits.Taken);
        }
        End(asked[^2], how);
        End(asked[^1], how);

        AwaitAssert(() => Assert.Equal(0, permits.Taken), TaleSystem.Patience);
        Assert.Equal(herd.Count - 1, asked.Distinct().Count());

        IActorRef Next() => journal.ExpectMsg<ReplayMessages>(TaleSystem.Patience).PersistentActor;
    }

    [Fact]
    public async Task Permits_are_given_back_once_whatever_happens_at_the_same_time()
    {
        var permits = new RecoveryPermits(3);
        var most = await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var (random, most) = (new Random(seed), 0);
            for (var i = 0; i < 20_000; i++)
            {
                var held = Enumerable.Range(0, random.Next(1, 4)).Select(_ => permits.Request(ActorRefs.Nobody, out var _)).ToList();
                most = Math.Max(most, permits.Taken);
                foreach (var permit in held.OrderBy(_ => random.Next()))
                {
                    permit.Release();
                    permit.Release();
                }
            }
            return most;
        })));

        Assert.Equal((3, 0), (most.Max(), permits.Taken));
    }

    private static void End(IActorRef actor, string how)
    {
        switch (how)
        {
            case "read":
                actor.Tell(new RecoverySuccess(0));
                break;
            case "fail":
                actor.Tell(new ReplayMessagesFailure(new TimeoutException("away")));
                break;
            case "stop":
                ((IInternalActorRef)actor).Stop();
                break;
            default:
                actor.Tell(Kill.Instance);
                break;
        }
    }

    private static WriteMessages Written(TestProbe journal) => journal.ExpectMsg<WriteLog>(TaleSystem.Patience).Messages;

    private static ReplayedMessage Replayed(string e, long number) => new(new Persistent(e, number, "log"));

    private static List<IPersistentRepresentation> EventsOf(WriteMessages write) =>
        [.. write.Messages.Cast<AtomicWrite>().SelectMany(whole => (IImmutableList<IPersistentRepresentation>)whole.Payload)];

    private static IEnumerable<long> NumbersOf(WriteMessages write) => EventsOf(write).Select(e => e.SequenceNr);

    private static void ExpectAll(TestProbe said, params string[] lines)
    {
        foreach (var line in lines)
            said.ExpectMsg(line, TaleSystem.Patience);
    }

    private (TestProbe Journal, TestProbe Said, IActorRef Actor) Made(
        bool isNew, bool isTales = true, RecoveryPermits? permits = null, TestProbe? journal = null)
    {
        var said = CreateTestProbe();
        journal ??= CreateTestProbe();
        var readers = permits ?? new RecoveryPermits(1);
        var access = new LogAccess(() => (journal.Ref, Patience), _ => readers, isTales);
        return (journal, said, Sys.ActorOf(Props.CreateBy(new Producer<Played>(() => new Played(access, isNew, said)))));
    }

    private static LogAccess Access(ActorSystem system) =>
        LogAccess.Of(system, new TaleSettings(system.Settings.Config), new InMemoryTransactionIndex(), NoLease.Everywhere);

    private sealed record Write(params string[] Events);

    private sealed class Played(LogAccess access, bool isNew, IActorRef listener) : JournaledActor(access, "log", isNew)
    {
        protected override void OnReplayed(object e, long sequenceNr)
        {
            if (e is "throws")
                throw new InvalidOperationException("says the test");
            Say($"replayed: {e} {sequenceNr}");
        }

        protected override void OnRecovered(long last) => Say($"recovered: {last}");

        protected override void OnRecoveryFailure(Exception cause) => Say($"unread: {cause.Message}");

        protected override void OnPersisted() => Say("persisted");

        protected override void OnPersistFailure(Exception cause) => Say($"failed: {cause.Message}");

        protected override void OnPersistRejected(Exception cause) => Say($"rejected: {cause.Message}");

        protected override void OnEarly(object message) => Say($"early: {message}");

        protected override void OnMessage(object message)
        {
            if (message is Write write)
                Persist(write.Events);
            else
                Say($"message: {message}");
        }

        private void Say(string what) => listener.Tell(what);
    }
}

using Akka.Actor;
using Akka.Hosting;
using Akka.TestKit;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>What is abandoned, or cancelled, at a bad moment.</summary>
public sealed class AbandonAttackSpec() : VirtualTimeSpec("tale.steps.max-concurrent = 1")
{
    private static readonly ParticipantAddress Desk = ParticipantAddress.Registered<AbandonAttackSpec>();

    private readonly Gate _gate = new();
    private readonly Gate _write = new();
    private readonly TaskCompletionSource _forEver = new();

    /// <summary>Three words that come while a write is under way are one write.</summary>
    [Fact]
    public async Task What_is_abandoned_assumed_and_undone_in_one_write_is_asked_of_nobody_any_more()
    {
        var desk = CreateTestProbe();
        ActorRegistry.For(Sys).Register<AbandonAttackSpec>(desk.Ref);
        Run(Transaction.Define<int>("t").Participant("hangs", Desk).Build());
        Started("t1", "t", 1);
        desk.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon));
        await AbandonAndUndoInOneWriteAsync();

        var undo = Fish<CompensateStep>(desk);
        desk.LastSender.Tell(undo.Succeeded(), desk);
        WaitUntilStored("t1", nameof(Event.TransactionCompensated));
        while (desk.HasMessages)
            desk.ReceiveOne(TimeSpan.Zero);
        for (var i = 0; i < 60; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(500));
            View("t1");
        }
        desk.ExpectNoMsg(TimeSpan.FromMilliseconds(300));
        WaitUntilPassivated("t1");
    }

    /// <summary>The same of a step that runs here: its place is another's, be it that of its own undo.</summary>
    [Fact]
    public async Task What_is_abandoned_assumed_and_undone_in_one_write_gives_its_place_back()
    {
        Run(Transaction.Define<int>("t").Step("hangs", HangsAsync).Undo(n => Trace.Add($"undo {n}")).Build());
        Started("t1", "t", 1);
        await _gate.Reached;
        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon));
        await AbandonAndUndoInOneWriteAsync();

        WaitUntilStored("t1", nameof(Event.UndoRequested));
        PassUntilStored("t1", nameof(Event.TransactionCompensated));
        Assert.Equal(["undo 7"], Trace.Lines);
    }

    /// <summary>What is refused does nothing, to a child neither.</summary>
    [Fact]
    public async Task A_cancel_that_is_refused_decides_nothing_in_a_child()
    {
        var inner = Transaction.Define<int>("inner").Step("deaf", async (int n) =>
        {
            await _gate.PassAsync();
            return n;
        }).Undo(n => Trace.Add($"undo {n}")).UndoUnknown((int n) => Trace.Add($"undo unknown {n}")).Build();
        Run(Transaction.Define<int>("t").Step("pivot", (int n) => n, step => step.Pivot())
            .Child("hangs", inner, step => step.Timeout(TimeSpan.FromSeconds(10)).WithoutCompensation()).Build(), inner);
        Started("t1", "t", 1);
        await _gate.Reached;
        PassUntilStored("t1:hangs", nameof(Event.CancelRequested));
        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon, "deaf") with { TransactionId = "t1:hangs" });

        for (var i = 0; i < 20; i++)
            Assert.Equal(TransactionStatus.Suspended, View("t1:hangs").Status);

        Answer<TransactionRejected>(new CancelTransaction("t1", "enough"));

        for (var i = 0; i < 20; i++)
            Assert.Equal(TransactionStatus.Suspended, View("t1:hangs").Status);
        Assert.DoesNotContain(nameof(Event.StepOutcomeUnknown), Stored.EventsOf("t1:hangs"));
        _gate.Open();
    }

    /// <summary>As a client sends it that has had no answer.</summary>
    [Fact]
    public async Task A_cancel_that_comes_twice_decides_nothing_over_what_was_abandoned_since()
    {
        Run(Transaction.Define<int>("t").Step("hangs", HangsAsync).Undo(n => Trace.Add($"undo {n}")).UndoUnknown((int n) => Trace.Add($"undo unknown {n}")).Build());
        Started("t1", "t", 1);
        await _gate.Reached;
        var cancel = new CancelTransaction("t1", "enough") { WishId = "w" };
        Answer<CommandAccepted>(cancel);
        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon));

        Assert.Equal(TransactionStatus.Suspended, Answer<CommandAccepted>(cancel).Status);

        Assert.Equal(TransactionStatus.Suspended, View("t1").Status);
        // Another wish is heard.
        Answer<CommandAccepted>(new CancelTransaction("t1", "now"));
        Assert.IsType<TransactionCompensated>(Outcome("t1"));
        Assert.Equal(["undo unknown 1"], Trace.Lines);
    }

    /// <summary>Both are handed over to the next incarnation, which finds them in its log.</summary>
    [Fact]
    public async Task A_cancel_in_one_write_with_an_abandon_that_was_not_confirmed_decides_nothing_more()
    {
        Run(Transaction.Define<int>("t").Step("hangs", HangsAsync).Undo(n => Trace.Add($"undo {n}")).UndoUnknown((int n) => Trace.Add($"undo unknown {n}")).Build());
        Started("t1", "t", 1);
        await _gate.Reached;
        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon));
        Stored.BeforeWrite = events => events.Any(e => e is Event.OperatorIntervened { CommandId: "c2" }) ? _write.PassAsync() : Task.CompletedTask;
        Stored.DisturbOnce(typeof(Event.CancelRequested), WriteFate.StoreAndFail);
        var asker = CreateTestProbe();
        Region.Tell(Command("c2", OperatorAction.RetryNow), asker);
        await _write.Reached;
        Region.Tell(new CancelTransaction("t1", "enough"), asker);
        Region.Tell(Command("c3", OperatorAction.Abandon), asker);
        Region.Tell(new GetTransaction("t1"), asker);
        _write.Open();

        PassUntilStored("t1", nameof(Event.CoordinatorRecovered));
        for (var i = 0; i < 20; i++)
            Assert.Equal(TransactionStatus.Suspended, View("t1").Status);
        Assert.DoesNotContain(nameof(Event.StepOutcomeUnknown), Stored.EventsOf("t1"));
        Assert.Empty(Trace.Lines);
    }

    /// <summary>Killed right after it is stored.</summary>
    [Fact]
    public void What_was_abandoned_in_a_write_that_was_not_confirmed_is_asked_for_nothing_more()
    {
        var desk = CreateTestProbe();
        ActorRegistry.For(Sys).Register<AbandonAttackSpec>(desk.Ref);
        Run(Transaction.Define<int>("t").Participant("hangs", Desk).Build());
        var caller = Started("t1", "t", 1);
        var first = desk.ExpectMsg<ExecuteStep>(TaleSystem.Patience);
        var to = desk.LastSender;
        Stored.DisturbOnce(typeof(Event.OperatorIntervened), WriteFate.StoreAndFail);
        var asker = CreateTestProbe();
        Region.Tell(Command("c1", OperatorAction.Abandon), asker);
        PassUntil(() => asker.HasMessages);
        asker.ExpectMsg<CommandAccepted>(TaleSystem.Patience);
        caller.ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
        to.Tell(first.Succeeded(7), desk);
        for (var i = 0; i < 60; i++)
        {
            Time.Advance(TimeSpan.FromMilliseconds(500));
            View("t1");
        }
        while (desk.HasMessages)
            Assert.IsNotType<ExecuteStep>(desk.ReceiveOne(TimeSpan.Zero));
        // The same word again is the same.
        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon));
        Answer<TransactionRejected>(Command("c2", OperatorAction.Abandon));
        Answer<CommandAccepted>(Command("c3", OperatorAction.RetryNow));
        Answer<CommandAccepted>(Command("c1", OperatorAction.Abandon));
        var second = Fish<ExecuteStep>(desk, step => step.Attempt == 2);
        Assert.Equal(first.IdempotencyKey, second.IdempotencyKey);
        desk.LastSender.Tell(first.Succeeded(7), desk);
        desk.LastSender.Tell(second.Succeeded(8), desk);
        var watcher = CreateTestProbe();
        Region.Tell(new WatchTransaction("t1"), watcher);
        Fish<TransactionCompleted>(watcher, completed => completed.Equals(new TransactionCompleted("t1", 8)));
    }

    private async Task AbandonAndUndoInOneWriteAsync()
    {
        Stored.BeforeWrite = events => events.Any(e => e is Event.OperatorIntervened { CommandId: "c2" }) ? _write.PassAsync() : Task.CompletedTask;

        var asker = CreateTestProbe();
        Region.Tell(Command("c2", OperatorAction.RetryNow), asker);
        await _write.Reached;
        Region.Tell(Command("c3", OperatorAction.Abandon), asker);
        Region.Tell(Command("c4", OperatorAction.AssumeSucceeded) with { Output = 7 }, asker);
        Region.Tell(new CompensateTransaction("t1", "a mistake"), asker);
        Region.Tell(new GetTransaction("t1"), asker);
        _write.Open();
    }

    private async Task<int> HangsAsync(int n)
    {
        _ = _gate.PassAsync(CancellationToken.None);
        await _forEver.Task;
        return n;
    }

    private static OperatorCommand Command(string id, OperatorAction action, string step = "hangs") =>
        new("t1", id, action, "ada", "enough") { Step = step };
}

using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Failures;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

/// <summary>F14: what waits for an operator is moved by one, whatever suspended it.</summary>
public sealed class OperatorSpec : VirtualTimeSpec
{
    private bool _isMended;

    [Fact]
    public void F14_a_stuck_undo_that_was_mended_is_tried_again_by_an_incarnation_that_took_over_first()
    {
        Run(Sick());
        var caller = Started("t1", "t", 1);
        caller.ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
        WaitUntilPassivated("t1");
        _isMended = true;

        Assert.Equal(TransactionStatus.Compensating, Accepted(Command(OperatorAction.RetryNow)).Status);

        Assert.IsType<TransactionCompensated>(Outcome("t1"));
        var events = Stored.EventsOf("t1").ToList();
        Assert.Equal(events.IndexOf(nameof(Event.OperatorIntervened)) - 1, events.LastIndexOf(nameof(Event.CoordinatorRecovered)));
        var done = Assert.Single(View("t1").Interventions);
        Assert.Equal(("c1", OperatorAction.RetryNow, "ada", "mended"), (done.CommandId, done.Action, done.Who, done.Why));
    }

    [Fact]
    public void A_refused_command_writes_nothing()
    {
        Run(Sick());
        Started("t1", "t", 1).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
        WaitUntilPassivated("t1");
        var before = Stored.EventsOf("t1").Count;

        Assert.Equal(RejectionReason.NotAllowed, Rejected(Command(OperatorAction.Compensate)).Reason);
        Assert.Equal(
            RejectionReason.RevisionChanged, Rejected(Command(OperatorAction.RetryNow) with { ExpectedRevision = 1 }).Reason);

        Assert.Equal(before, Stored.EventsOf("t1").Count);
    }

    [Theory]
    [InlineData("", OperatorAction.RetryNow, "ada", "why", "command's id")]
    [InlineData("no id", OperatorAction.RetryNow, "ada", "why", "command's id")]
    [InlineData("c1", (OperatorAction)99, "ada", "why", "99")]
    [InlineData("c1", OperatorAction.RetryNow, "", "why", "who")]
    [InlineData("c1", OperatorAction.RetryNow, "ada", null, "why")]
    public void What_a_command_has_to_say_is_checked(string id, OperatorAction action, string who, string? why, string part)
    {
        Run(Sick());
        Started("t1", "t", 1).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);

        var rejected = Rejected(new OperatorCommand("t1", id, action, who, why!));

        Assert.Equal(RejectionReason.InvalidCommand, rejected.Reason);
        Assert.Contains(part, rejected.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_of_another_type_is_refused_and_one_that_fits_is_taken()
    {
        Run(Transaction.Define<int>("t").Step("asks", (int n) => n < 0 ? "" : throw new InvalidOperationException("help"),
            s => s.Decide(_ => Directive.Escalate)).Step("length", (string text) => text.Length).Build());
        Started("t1", "t", 1).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
        var succeeded = Command(OperatorAction.AssumeSucceeded) with { Step = "asks" };

        var rejected = Rejected(succeeded with { Output = 7 });
        Assert.Equal((RejectionReason.InvalidCommand, true), (rejected.Reason, rejected.Message.Contains("Int32", StringComparison.Ordinal)));
        Assert.Equal(
            RejectionReason.InvalidCommand,
            Rejected(succeeded with { Output = new Payload("string", "{}"u8.ToArray()) }).Reason);
        Accepted(succeeded with { Output = "four" });

        Assert.Equal(new TransactionCompleted("t1", 4), Outcome("t1"));
    }

    [Fact]
    public void The_same_command_twice_is_carried_out_once()
    {
        Run(Sick());
        Started("t1", "t", 1).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);

        Accepted(Command(OperatorAction.RetryNow));
        ViewWhen("t1", view => view.Status == TransactionStatus.Suspended && view.Steps[0].CompensationAttempts == 2);
        Accepted(Command(OperatorAction.RetryNow));

        Assert.Equal(2, View("t1").Steps[0].CompensationAttempts);
        Assert.Single(Stored.EventsOf("t1"), nameof(Event.OperatorIntervened));
    }

    [Theory]
    [InlineData(WriteFate.Fail)]
    [InlineData(WriteFate.StoreAndFail)]
    public void Whoever_commands_is_answered_also_when_the_write_fails(WriteFate fate)
    {
        Run(Sick());
        Started("t1", "t", 1).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
        Stored.DisturbOnce(typeof(Event.OperatorIntervened), fate);
        _isMended = true;
        var asker = CreateTestProbe();

        Region.Tell(Command(OperatorAction.RetryNow), asker);
        PassUntilStored("t1", nameof(Event.TransactionCompensated));

        asker.ExpectMsg<IWithTransactionId>(TaleSystem.Patience);
        Assert.Single(Stored.EventsOf("t1"), nameof(Event.OperatorIntervened));
    }

    [Fact]
    public async Task F17_one_whose_definition_is_gone_is_closed_as_failed_and_nothing_else_can_be_done_to_it()
    {
        var sick = Sick();
        await using var before = TaleSystem.Start(sick);
        await before.RunAsync(sick, 1, "t1");
        var log = before.Stored.LogOf("t1");
        await Sys.PlaceAsync("t1", log);
        Run(Transaction.Define<int>("other").Step("one", n => n).Build());

        var rejected = Rejected(Command(OperatorAction.RetryNow));
        Assert.Equal(RejectionReason.NotAllowed, rejected.Reason);
        Assert.Contains("'t' v1 is not registered", rejected.Message, StringComparison.Ordinal);
        var asker = CreateTestProbe();
        Region.Tell(new CancelTransaction("t1", "enough"), asker);
        Assert.Equal(RejectionReason.NotAllowed, asker.ExpectMsg<TransactionRejected>(TaleSystem.Patience).Reason);

        Region.Tell(Command(OperatorAction.GiveUp), asker);

        Assert.Contains("Given up by ada: mended", asker.ExpectMsg<TransactionFailed>(TaleSystem.Patience).Failure.Message, StringComparison.Ordinal);
        Assert.Equal(TransactionStatus.Failed, View("t1").Status);
        Assert.Equal("ada", Assert.Single(View("t1").Interventions).Who);
        Assert.Equal([nameof(Event.OperatorIntervened), nameof(Event.TransactionFailed)], Stored.EventsOf("t1").TakeLast(2));
    }

    [Fact]
    public void F15_one_whose_log_cannot_be_read_is_closed_as_failed()
    {
        Run(Sick());
        Started("t1", "t", 1).ExpectMsg<TransactionSuspended>(TaleSystem.Patience);
        WaitUntilPassivated("t1");
        Stored.OnRead = stored => stored is { SequenceNr: 2 } ? "nonsense" : stored.Payload;
        ViewWhen("t1", view => view.SuspendedReason!.Contains("cannot be read", StringComparison.Ordinal));
        var asker = CreateTestProbe();

        Region.Tell(Command(OperatorAction.GiveUp), asker);

        asker.ExpectMsg<TransactionFailed>(TaleSystem.Patience);
        Assert.Equal(TransactionStatus.Failed, View("t1").Status);
    }

    /// <summary>Its second step fails, and the undo of its first one until it is mended.</summary>
    private TransactionDefinition<int, int> Sick() => Transaction.Define<int>("t")
        .Step("one", (int n) => n + 1, s => s.RetryCompensation(RetryPolicy.None))
        .Undo((int _) => { if (!_isMended) throw new InvalidOperationException("stuck"); })
        .Step("two", (int n) => n < 0 ? n : throw new InvalidOperationException("no")).Build();

    private static OperatorCommand Command(OperatorAction action) => new("t1", "c1", action, "ada", "mended");

    private CommandAccepted Accepted(OperatorCommand command) => Answer<CommandAccepted>(command);

    private TransactionRejected Rejected(OperatorCommand command) => Answer<TransactionRejected>(command);
}

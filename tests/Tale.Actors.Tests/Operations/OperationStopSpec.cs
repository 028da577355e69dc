using Tale.Actors.Operations;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Operations;

/// <summary>Operations that somebody stops.</summary>
public sealed class OperationStopSpec : PlayedOperations
{
    [Fact]
    public void Nobody_has_the_command_after_a_stop_and_those_that_had_it_are_waited_for()
    {
        Rows.AddSuspended(10);
        Start(Request("op-1"));
        Told(2);
        Accept("t00");
        Told(1);

        var stopping = Stop("op-1");
        Assert.Equal((OperationStatus.Stopping, "grace", 1L), (stopping.Status, stopping.StoppedBy, stopping.Done));
        Assert.Equal(stopping.Status, Stop("op-1").Status);
        Accept("t01", "t02");

        var view = ViewWhen("op-1", OperationStatus.Stopped);
        Assert.Equal((3L, (long?)10, (long?)7), (view.Done, view.Matched, view.Left));
        Assert.Equal(view.EndedAt, Stop("op-1").EndedAt);
        Assert.False(Transactions.HasMessages);
    }

    [Fact]
    public void A_crash_does_not_undo_a_stop_and_loses_no_count()
    {
        Rows.AddSuspended(10);
        Start(Request("op-1"));
        Told(2);
        Accept("t00");
        Told(1);
        Stop("op-1");
        Accept("t01");

        Crash();

        ToldAfterALook("t01", "t02");
        Accept("t01", "t02");
        Assert.Equal(3, ViewWhen("op-1", OperationStatus.Stopped).Done);
        Crash();
        Assert.Equal((OperationStatus.Stopped, 3L), (Shown("op-1").Status, Shown("op-1").Done));
        Assert.False(Transactions.HasMessages);
    }

    [Fact]
    public void A_stop_whose_write_fails_is_asked_for_again()
    {
        Rows.AddSuspended(3);
        Start(Request("op-1"));
        Told(2);
        Stored.DisturbOnce(typeof(OperationEvent.StopRequested), Support.WriteFate.Fail);

        Assert.Equal(OperationStatus.Stopping, Stop("op-1").Status);
    }

    [Fact]
    public void What_was_to_be_looked_at_before_it_is_told_is_not_told_after_a_stop()
    {
        Rows.AddSuspended(3);
        Start(Request("op-1", BulkAction.Undo));
        Told(2);
        Reply(Seen("t00"));
        Assert.IsType<CompensateTransaction>(Told());

        Assert.Equal(OperationStatus.Stopping, Stop("op-1").Status);
        Reply(Seen("t01"));
        Accept("t00");

        Assert.Equal(1, ViewWhen("op-1", OperationStatus.Stopped).Done);
        Assert.False(Transactions.HasMessages);
    }

    [Fact]
    public void What_nobody_knows_whether_it_was_told_before_a_crash_is_not_told_after_a_stop()
    {
        Rows.AddSuspended(4);
        Start(Request("op-1"));
        var command = (OperatorCommand)Told();
        Told(1);
        Crash();
        Assert.Equal(["t00", "t01"], Told(2));

        Assert.Equal(OperationStatus.Stopping, Stop("op-1").Status);
        Reply(Seen("t00", TransactionStatus.Running) with
        {
            Interventions = [new(PlayedRows.Before, command.CommandId, OperatorAction.RetryNow, null, "ada", "the bank is back")],
        });
        Reply(Seen("t01"));

        Assert.Equal(1, ViewWhen("op-1", OperationStatus.Stopped).Done);
        Assert.False(Transactions.HasMessages);
    }

    [Fact]
    public void There_is_nothing_to_stop_without_an_operation() =>
        Assert.IsType<OperationAnswer.NotFound>(Ask(new OperationQuestion.Stop("op-1", "grace")));

    [Fact]
    public void One_that_has_ended_stays_as_it_is()
    {
        Start(Request("op-1"));
        ViewWhen("op-1", OperationStatus.Ended);

        Assert.Equal((OperationStatus.Ended, (string?)null), (Stop("op-1").Status, Shown("op-1").StoppedBy));
    }
}

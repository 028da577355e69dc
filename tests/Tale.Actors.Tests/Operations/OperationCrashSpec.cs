using Tale.Actors.Operations;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Operations;

/// <summary>Operations whose process ends, or whose journal fails, in the middle: they go on by themselves, and count everything once.</summary>
public sealed class OperationCrashSpec : PlayedOperations
{
    [Fact]
    public void What_was_done_before_a_crash_is_counted_once_also_where_it_no_longer_matches()
    {
        Rows.AddSuspended(10);
        Start(Request("op-1"));
        var before = (OperatorCommand)Told();
        Told(1);
        Accept("t00");
        Told(1);

        Crash();

        Assert.Equal(["t00", "t01"], Told(2));
        Reply(Seen("t00", TransactionStatus.Running) with { Interventions = [By(before)] });
        Assert.IsType<GetTransaction>(Told());
        Reply(Seen("t01"));
        var after = (OperatorCommand)Told();
        Assert.Equal(("t01", before.CommandId), (after.TransactionId, after.CommandId));
        Accept("t01");
        Assert.Equal(10, AcceptAll("op-1").Done);
    }

    [Fact]
    public void Pages_that_were_settled_before_a_crash_are_not_told_again()
    {
        Rows.AddSuspended(6);
        Start(Request("op-1"));
        Told(2);
        Accept("t00", "t01");
        Told(2);
        Accept("t02", "t03");
        Assert.Equal(["t04", "t05"], Told(2));

        Crash();

        ToldAfterALook("t04", "t05");
        Accept("t04", "t05");
        Assert.Equal(6, ViewWhen("op-1", OperationStatus.Ended).Done);
    }

    /// <summary>They may have changed since they were read: what has begun to go well again is not cancelled.</summary>
    [Fact]
    public void After_a_crash_those_are_told_that_have_not_been_and_match_still()
    {
        Rows.AddSuspended(3);
        Start(Request("op-1"));
        var command = (OperatorCommand)Told();
        Told(1);

        Crash();
        Told(2);
        Reply(Seen("t00", TransactionStatus.Completed) with { Interventions = [By(command)] });
        Assert.IsType<GetTransaction>(Told());
        Reply(Seen("t01", TransactionStatus.Running));
        Reply(Seen("t02"));
        Assert.Equal(["t02"], Told(1));
        Accept("t02");

        var view = ViewWhen("op-1", OperationStatus.Ended);
        Assert.Equal((2L, 1L), (view.Done, view.Refused));
        var refusal = Assert.Single(view.Refusals);
        Assert.Equal(("t01", "It does not match the filter any more: Running."), (refusal.TransactionId, refusal.Message));
    }

    [Theory]
    [InlineData(BulkAction.Cancel)]
    [InlineData(BulkAction.Undo)]
    public void One_that_went_back_because_of_the_operation_is_known_by_its_reason(BulkAction action)
    {
        Rows.AddSuspended(1);
        Start(Request("op-1", action, Suspended with { Definition = "t" }));
        var command = Told();
        var reason = (command as CancelTransaction)?.Reason ?? ((CompensateTransaction)command).Reason;
        Assert.Equal("operation op-1, ada: the bank is back", reason);

        Crash();
        Assert.IsType<GetTransaction>(Told());
        Reply(Seen("t00", TransactionStatus.Compensated) with { Failure = new TransactionFailure($"Cancelled: {reason}", [], []) });

        Assert.Equal(1, ViewWhen("op-1", OperationStatus.Ended).Done);
    }

    [Theory]
    [InlineData(typeof(OperationEvent.Opened), WriteFate.Fail)]
    [InlineData(typeof(OperationEvent.Opened), WriteFate.StoreAndFail)]
    [InlineData(typeof(OperationEvent.Counted), WriteFate.Fail)]
    [InlineData(typeof(OperationEvent.PageTaken), WriteFate.Fail)]
    [InlineData(typeof(OperationEvent.PageTaken), WriteFate.StoreAndFail)]
    [InlineData(typeof(OperationEvent.PageTaken), WriteFate.Reject)]
    [InlineData(typeof(OperationEvent.Ended), WriteFate.Fail)]
    [InlineData(typeof(OperationEvent.Ended), WriteFate.StoreAndFail)]
    [InlineData(typeof(OperationEvent.Closed), WriteFate.Fail)]
    [InlineData(typeof(OperationEvent.Closed), WriteFate.StoreAndFail)]
    public void A_write_that_fails_is_made_good(Type kind, WriteFate fate)
    {
        Rows.AddSuspended(6);
        Stored.DisturbOnce(kind, fate);
        Start(Request("op-1"));

        var view = AcceptAll("op-1");
        PassUntil(() => Stored.Stored.Count(stored => stored.Payload is OperationEvent.Closed) == 1);
        Assert.Equal((6L, 0L, 0L), (view.Done, view.Refused, view.Failed));
        Assert.Single(Stored.Stored, stored => stored.Payload is OperationEvent.Ended);
    }

    [Fact]
    public void An_event_that_cannot_be_read_holds_up_its_own_operation_only_and_says_so()
    {
        Rows.AddSuspended(2);
        Start(Request("op-1"));
        Told(2);
        Stored.OnRead = stored =>
            stored.Payload is OperationEvent.PageTaken ? new OperationEvent.Unreadable("from-the-future:1", "unknown") : stored.Payload;

        Crash();

        Assert.Contains("from-the-future:1", Shown("op-1").Problem, StringComparison.Ordinal);
        Assert.IsType<OperationAnswer.Rejected>(Ask(new OperationQuestion.Stop("op-1", "grace")));
        Assert.False(Transactions.HasMessages);
        Stored.OnRead = stored => stored.Payload;
        Start(Request("op-2"));
        Told(2);
        Accept("t00", "t01");
        Assert.Equal(2, ViewWhen("op-2", OperationStatus.Ended).Done);
    }

    private static OperatorIntervention By(OperatorCommand command) =>
        new(PlayedRows.Before, command.CommandId, OperatorAction.RetryNow, null, "ada", "the bank is back");
}

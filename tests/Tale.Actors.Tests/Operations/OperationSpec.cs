using Tale.Actors.Operations;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Operations;

/// <summary>One operation at work.</summary>
public sealed class OperationSpec : PlayedOperations
{
    [Fact]
    public void Every_transaction_that_matches_has_its_command_once_in_the_order_of_ids_and_no_more_than_so_many_at_a_time()
    {
        Rows.AddSuspended(10);
        Rows.Add("t03x", TransactionStatus.Completed);
        Start(Request("op-1"));

        var told = Told(2);
        NothingMoreIsTold("op-1");
        Accept(told[0]);
        told.AddRange(Told(1));
        NothingMoreIsTold("op-1");
        Accept(told[1]);
        told.AddRange(Told(1));
        while (told.Count < 10)
        {
            Accept([.. told.TakeLast(2)]);
            told.AddRange(Told(2));
        }
        Accept([.. told.TakeLast(2)]);

        var view = ViewWhen("op-1", OperationStatus.Ended);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"t{i:00}"), told);
        Assert.Equal((10L, 0L, 0L, (long?)10, (long?)0), (view.Done, view.Refused, view.Failed, view.Matched, view.Left));
        Assert.False(Transactions.HasMessages);
    }

    [Fact]
    public void The_command_says_who_and_why_and_has_an_id_of_the_operation()
    {
        Rows.AddSuspended(2);
        Start(Request("op-1", BulkAction.SkipStep) with { Step = "pay" });

        var first = (OperatorCommand)Told();
        var second = (OperatorCommand)Told();

        Assert.Equal((OperatorAction.SkipStep, "pay", "ada", "the bank is back"), (first.Action, first.Step, first.Who, first.Why));
        Assert.Equal(first.CommandId, second.CommandId);
        Assert.StartsWith("operation:op-1:", first.CommandId, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusals_are_counted_and_kept_with_their_reasons()
    {
        Rows.AddSuspended(4);
        Start(Request("op-1"));
        Told(2);

        Reply(new TransactionRejected("t00", RejectionReason.NotAllowed, "no step needs an operator"));
        Told(1);
        Reply(new TransactionCompensated("t01", new TransactionFailure("no", [], [])));
        Assert.IsType<GetTransaction>(Told());
        Reply(Seen("t01", TransactionStatus.Compensated));
        Told(1);
        Reply(new TransactionNotFound("t02"));
        Accept("t03");

        var view = ViewWhen("op-1", OperationStatus.Ended);
        Assert.Equal((1L, 3L, 0L), (view.Done, view.Refused, view.Failed));
        Assert.Equal(
            [
                new OperationRefusal("t00", RejectionReason.NotAllowed, "no step needs an operator"),
                new OperationRefusal("t01", RejectionReason.NotAllowed, "It had ended before: Compensated."),
                new OperationRefusal("t02", RejectionReason.NotAllowed, "There is no such transaction any more."),
            ],
            view.Refusals);
    }

    /// <summary>As one does whose definition is gone, or for whose write the confirmation was lost.</summary>
    [Theory]
    [InlineData(BulkAction.GiveUp)]
    [InlineData(BulkAction.SkipStep)]
    public void One_that_answers_with_its_end_at_once_is_done_if_it_had_the_command(BulkAction action)
    {
        Rows.AddSuspended(1);
        Start(Request("op-1", action) with { Step = action == BulkAction.SkipStep ? "pay" : null });
        var command = (OperatorCommand)Told();

        Reply(new TransactionFailed("t00", new TransactionFailure("given up", [], [])));
        Assert.IsType<GetTransaction>(Told());
        Reply(new TransactionView("t00", "t", 1, TransactionStatus.Failed)
        {
            StartedAt = PlayedRows.Before, UpdatedAt = PlayedRows.Before,
            Interventions = [new(PlayedRows.Before, command.CommandId, OperatorAction.GiveUp, null, "ada", "the bank is back")],
        });

        Assert.Equal(1, ViewWhen("op-1", OperationStatus.Ended).Done);
    }

    [Fact]
    public void A_transaction_that_cannot_be_told_now_is_told_again_and_given_up_on_in_the_end()
    {
        Rows.AddSuspended(2);
        Start(Request("op-1"));
        Told(2);

        Reply(new TransactionRejected("t00", RejectionReason.Overloaded, "too much"));
        NothingMoreIsTold("op-1");
        PassInterval();
        Told(2);
        Accept("t00");
        PassInterval();
        Assert.Equal(["t01"], Told(1));
        PassInterval();

        var view = ViewWhen("op-1", OperationStatus.Ended);
        Assert.Equal((1L, 0L, 1L), (view.Done, view.Refused, view.Failed));
        Assert.Equal(
            new OperationRefusal("t01", RejectionReason.JournalUnavailable, "There was no answer.") { IsFailure = true }, Assert.Single(view.Refusals));
    }

    [Fact]
    public void An_index_that_cannot_be_read_is_read_again()
    {
        Rows.AddSuspended(1);
        Rows.IsAway = true;
        Start(Request("op-1"));
        AwaitAssert(
            () => Assert.Contains(Logged.Warnings, line => line.Contains("index cannot be read", StringComparison.Ordinal)), TaleSystem.Patience);

        Rows.IsAway = false;
        PassInterval();
        Accept(Told(1)[0]);

        // It is done all the same, though it has not been counted.
        var view = ViewWhen("op-1", OperationStatus.Ended);
        Assert.Equal((1L, (long?)null), (view.Done, view.Matched));
    }

    [Fact]
    public void Nothing_is_told_and_no_stop_confirmed_before_what_another_node_was_at_may_be_taken_over()
    {
        Rows.AddSuspended(3);
        Start(Request("op-1"));
        Told(2);

        MayTakeOver = false;
        Crash();
        NothingMoreIsTold("op-1");
        var refusal = Assert.IsType<OperationAnswer.Rejected>(Ask(new OperationQuestion.Stop("op-1", "grace")));
        Assert.Contains("cannot be taken over yet", refusal.Message, StringComparison.Ordinal);

        MayTakeOver = true;
        PassUntil(() => Transactions.HasMessages);
        MayTakeOver = false;   // it has been
        Assert.Equal(3, AcceptAll("op-1").Done);
    }

    [Fact]
    public void What_is_started_after_the_operation_was_accepted_is_not_meant()
    {
        Rows.AddSuspended(2);
        Start(Request("op-1"));
        Told(2);

        Rows.Add("t05", startedAt: Sys.Scheduler.Now + TimeSpan.FromSeconds(1));
        Rows.Add("t06", startedAt: Sys.Scheduler.Now);
        Accept("t00", "t01");

        Assert.Equal(["t06"], Told(1));
        Accept("t06");
        Assert.Equal(3, ViewWhen("op-1", OperationStatus.Ended).Done);
    }

    [Fact]
    public void A_failures_text_is_looked_for_in_every_row()
    {
        Rows.AddSuspended(9);
        Rows.Add("t05", failure: "The HOTEL does not answer");
        Start(Request("op-1", filter: Suspended with { FailureText = "hotel" }));

        Assert.Equal(["t05"], Told(1));
        Accept("t05");

        var view = ViewWhen("op-1", OperationStatus.Ended);
        Assert.Equal((1L, (long?)null, (long?)0), (view.Done, view.Matched, view.Left));
    }

    [Fact]
    public void Nothing_is_told_without_the_lease_and_after_another_owner_the_log_is_read_again()
    {
        Rows.AddSuspended(6);
        Start(Request("op-1"));
        Told(2);

        Lease.Lapse();
        Accept("t00");
        NothingMoreIsTold("op-1");
        Lease.Renew();
        PassInterval();
        Assert.Equal(["t01", "t02"], Told(2));

        Lease.Lose();
        Accept("t01", "t02");
        PassInterval();
        NothingMoreIsTold("op-1");
        Lease.TakeBack();
        PassUntil(() => Transactions.HasMessages);

        Assert.Equal(6, AcceptAll("op-1").Done);
    }

    [Fact]
    public void One_whose_log_is_in_another_database_than_the_books_goes_on_once_that_one_has_been_another_nodes()
    {
        HasLogsApart = true;
        Rows.AddSuspended(6);
        Start(Request("op-1"));
        Told(2);

        LeaseApart.Lose();
        LeaseApart.TakeBack();

        Assert.Equal(6, AcceptAll("op-1").Done);
    }
}

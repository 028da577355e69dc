using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>What an operator can do, to what, and what is refused.</summary>
public sealed class OperatorTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_step_that_needs_help_is_tried_again() =>
        Escalated().Operator(OperatorAction.RetryNow).Then("operator: RetryNow", "resumed Running").ThenDoes("execute b #2 with 1")
            .ThenIs(TransactionStatus.Running).Succeeds("b", "2", attempt: 2).ThenDoes("execute c #1 with 2");

    [Fact]
    public void A_stuck_undo_is_tried_again() =>
        Stuck().Operator(OperatorAction.RetryNow, "b").Then("operator: RetryNow b", "resumed Compensating").ThenDoes("undo b #2 with 2")
            .IsUndone("b", attempt: 2).ThenDoes("undo a #1 with 1");

    [Fact]
    public void What_waits_for_a_retry_is_tried_at_once() =>
        Waiting().Operator(OperatorAction.RetryNow).Then("operator: RetryNow").ThenDoes("execute b #2 with 1");

    [Fact]
    public void One_of_two_that_need_help_is_tried_again_and_the_other_keeps_the_transaction_suspended() =>
        new Story(CancelTests.Block()).Fails("both/0/a", Verdict.Escalate).Fails("both/1/b", Verdict.Escalate)
            .Operator(OperatorAction.RetryNow, "both/0/a").Then("operator: RetryNow both/0/a", "suspended").ThenDoes("execute both/0/a #2 with 0")
            .ThenIs(TransactionStatus.Suspended)
            // It needs help again: that is said again.
            .Fails("both/0/a", Verdict.Escalate, attempt: 2).Then("escalated both/0/a #2", "suspended");

    /// <summary>Two failures have had it tried, and by a third one it is not wanted any more: it was issued in that very write.</summary>
    [Fact]
    public void One_that_is_tried_on_the_way_back_is_not_begun_when_another_is_given_up_after_it()
    {
        var definition = Transaction.Define<int>("t")
            .Concurrent("both", block => block
                .Branch(b => b.Step("asks", (int x) => x, s => s.OnUnknownOutcome(UnknownOutcomePolicy.Suspend)))
                .Branch(b => b.Step("runs", (int x) => x).Undo((int _) => { }).UndoUnknown((int _) => { }))
                .Branch(b => b.Step("fails", (int x) => x))
                .Join((x, _, _, _) => x)).Build();

        new Story(definition).Recovers().Fails("both/0/asks", Verdict.Escalate).Fails("both/2/fails")
            .Operator(OperatorAction.RetryNow, "both/0/asks").ThenDoes("execute both/0/asks #2 with 0")
            .Leaves("both/0/asks", "both/1/runs").Recovers()
            .Then("epoch 3", "issued both/0/asks #2", "unknown both/1/runs #1", "escalated both/0/asks #2", "suspended").ThenDoes();
    }

    [Fact]
    public void An_undo_done_by_hand_goes_on_with_what_came_before_it()
    {
        var definition = Transaction.Define<int>("t")
            .Concurrent("both", block => block
                .Branch(b => b.Step("a", (int x) => x.ToString()).Undo((string _) => { })
                    .Step("c", (string x) => x.Length, s => s.RetryCompensation(RetryPolicy.None)).Undo((int _) => { }))
                .Branch(b => b.Step("b", (int x) => x))
                .Join((x, _, _) => x)).Build();
        var story = new Story(definition).Succeeds("both/0/a", "\"1\"").Succeeds("both/0/c", "2").Fails("both/1/b")
            .UndoFails("both/0/c").ThenIs(TransactionStatus.Suspended)
            .Operator(OperatorAction.AssumeSucceeded, "both/0/c").Then("operator: AssumeSucceeded both/0/c", "resumed Compensating")
            .ThenDoes("undo both/0/a #1 with \"1\"");
        Assert.Equal(0, story.State.StuckSteps);
    }

    [Fact]
    public void A_step_is_skipped_with_its_input_as_its_output_and_is_never_undone()
    {
        var story = Escalated().Operator(OperatorAction.SkipStep, "b").Then("operator: SkipStep b", "resumed Running")
            .ThenDoes("execute c #1 with 1").Fails("c").ThenDoes("undo a #1 with 1").IsUndone("a").ThenIs(TransactionStatus.Compensated);
        Assert.Equal(StepStatus.Skipped, Views.Of(story.State).Steps[1].Status);
    }

    [Fact]
    public void The_last_step_is_skipped_and_the_transaction_completes() =>
        new Story(CancelTests.Steps()).Succeeds("a", "1").Succeeds("b", "2").Fails("c", Verdict.Escalate)
            .Operator(OperatorAction.SkipStep, "c").Then("operator: SkipStep c", "resumed Running", "completed");

    [Fact]
    public void A_step_whose_input_cannot_stand_for_its_output_is_not_skipped() =>
        new Story(Transaction.Define<int>("t").Step("a", (int x) => x.ToString()).Build()).Fails("a", Verdict.Escalate)
            .Operator(OperatorAction.SkipStep, "a").ThenIsRefused(RejectionReason.NotAllowed, "AssumeSucceeded");

    [Fact]
    public void A_stuck_undo_that_is_skipped_is_left_undone_and_the_transaction_ends_failed() =>
        Stuck().Operator(OperatorAction.SkipStep, "b").Then("operator: SkipStep b", "resumed Compensating").ThenDoes("undo a #1 with 1")
            .IsUndone("a").Then("undone a #1", "ended failed");

    [Fact]
    public void A_step_is_taken_to_have_succeeded_and_is_undone_with_that_output() =>
        Escalated().Operator(OperatorAction.AssumeSucceeded, "b", "7").Then("operator: AssumeSucceeded b = 7", "resumed Running")
            .ThenDoes("execute c #1 with 7").Fails("c").ThenDoes("undo b #1 with 7");

    [Fact]
    public void A_step_that_waits_for_a_retry_is_taken_to_have_succeeded() =>
        Waiting().Operator(OperatorAction.AssumeSucceeded, "b", "7").ThenDoes("execute c #1 with 7");

    [Fact]
    public void A_stuck_undo_is_taken_to_have_been_done_by_hand() =>
        Stuck().Operator(OperatorAction.AssumeSucceeded, "b").Then("operator: AssumeSucceeded b", "resumed Compensating")
            .ThenDoes("undo a #1 with 1").IsUndone("a").ThenIs(TransactionStatus.Compensated);

    [Fact]
    public void The_last_stuck_undo_is_done_by_hand_and_the_transaction_ends_compensated() =>
        new Story(CancelTests.Steps()).Succeeds("a", "1").Fails("b").UndoFails("a")
            .Operator(OperatorAction.AssumeSucceeded, "a").Then("operator: AssumeSucceeded a", "resumed Compensating", "compensated");

    [Fact]
    public void Success_needs_an_output() =>
        Escalated().Operator(OperatorAction.AssumeSucceeded, "b").ThenIsRefused(RejectionReason.NotAllowed, "which output");

    [Fact]
    public void A_step_of_unknown_outcome_is_taken_to_have_failed_and_is_not_undone() =>
        new Story(CancelTests.Steps()).Succeeds("a", "1").Recovers().Fails("b", Verdict.Escalate)
            .Operator(OperatorAction.AssumeFailed, "b").Then("operator: AssumeFailed b", "resumed Running", "compensating")
            .ThenDoes("undo a #1 with 1");

    [Fact]
    public void A_step_that_may_have_taken_effect_is_undone_when_the_operator_has_the_transaction_go_back()
    {
        var story = new Story(CancelTests.Steps()).Succeeds("a", "1").Recovers().Fails("b", Verdict.Escalate)
            .Operator(OperatorAction.Compensate).Then("operator: Compensate", "unknown b #1", "resumed Running", "compensating")
            .ThenDoes("undo b #1 with 1");
        Assert.StartsWith("Compensated by ada: seen to", FailureReport.Of(story.State)!.Message, StringComparison.Ordinal);
        Assert.Equal(AbortCause.Operator, FailureReport.Of(story.State)!.Cause);
    }

    [Fact]
    public void A_running_transaction_is_sent_back_and_its_running_step_is_waited_for() =>
        new Story(CancelTests.Steps()).Succeeds("a", "1").Operator(OperatorAction.Compensate).Then("operator: Compensate")
            .ThenDoes("cancel b #1").Fails("b").Then("failed b #1", "compensating");

    [Fact]
    public void All_stuck_undos_are_given_up_and_the_others_go_on()
    {
        var story = new Story(CancelTests.Block()).Succeeds("both/0/a", "1").Succeeds("both/1/b", "2").Fails("both/join")
            .UndoFails("both/0/a").Operator(OperatorAction.GiveUp).Then("operator: GiveUp", "resumed Compensating")
            .IsUndone("both/1/b").Then("undone both/1/b #1", "ended failed");
        Assert.Equal("both/0/a", Assert.Single(FailureReport.Of(story.State)!.Compensations).Step);
    }

    [Fact]
    public void After_too_many_incarnations_without_progress_an_operator_has_it_tried_again()
    {
        var story = new Story(CancelTests.Steps());
        for (var i = 0; i < 7; i++)
            story.Recovers();
        story.ThenIs(TransactionStatus.Suspended).Operator(OperatorAction.RetryNow).ThenIs(TransactionStatus.Running)
            .ThenDoes("execute a #2 with 0");
    }

    [Theory]
    [InlineData(OperatorAction.RetryNow, null, "No step needs an operator")]
    [InlineData(OperatorAction.RetryNow, "b", "it is Running")]
    [InlineData(OperatorAction.SkipStep, "a", "it is Succeeded")]
    [InlineData(OperatorAction.AssumeFailed, "c", "it is Pending")]
    [InlineData(OperatorAction.AssumeSucceeded, "b", "it is Running")]
    [InlineData(OperatorAction.SkipStep, null, "name it")]
    [InlineData(OperatorAction.SkipStep, "nobody", "no step 'nobody'")]
    [InlineData(OperatorAction.GiveUp, null, "No undo is stuck")]
    public void What_makes_no_sense_is_refused_with_a_reason(OperatorAction action, string? step, string part) =>
        new Story(CancelTests.Steps()).Succeeds("a", "1").Operator(action, step, "1").ThenIsRefused(RejectionReason.NotAllowed, part);

    [Fact]
    public void What_goes_back_is_not_sent_back_again_and_a_failed_undo_is_not_taken_to_have_failed()
    {
        Stuck().Operator(OperatorAction.Compensate).ThenIsRefused(RejectionReason.NotAllowed, "goes back already");
        Stuck().Operator(OperatorAction.AssumeFailed, "b").ThenIsRefused(RejectionReason.NotAllowed, "SkipStep");
    }

    [Fact]
    public void A_command_that_was_carried_out_is_accepted_again_without_effect()
    {
        var story = Escalated().Operator(OperatorAction.RetryNow, id: "x").Fails("b", Verdict.Escalate, attempt: 2)
            .Operator(OperatorAction.RetryNow, id: "x").Then().ThenIs(TransactionStatus.Suspended);
        Assert.IsType<Reply.Done>(Assert.Single(story.Replies));
    }

    [Fact]
    public void A_command_for_another_revision_is_refused_and_the_present_one_is_said()
    {
        var story = Escalated();
        var seen = Views.Of(story.State).Revision;
        story.Operator(OperatorAction.RetryNow, revision: seen).Fails("b", Verdict.Escalate, attempt: 2)
            .Operator(OperatorAction.SkipStep, "b", revision: seen).ThenIsRefused(RejectionReason.RevisionChanged, $"not {seen}");
        story.Operator(OperatorAction.SkipStep, "b", revision: Views.Of(story.State).Revision).ThenIs(TransactionStatus.Running);
    }

    [Fact]
    public void What_was_done_stands_in_the_view()
    {
        var done = Assert.Single(Views.Of(Escalated().Operator(OperatorAction.SkipStep, "b").State).Interventions);
        Assert.Equal(("cmd-1", OperatorAction.SkipStep, "b", "ada", "seen to"), (done.CommandId, done.Action, done.Step, done.Who, done.Why));
    }

    [Fact]
    public void After_the_end_a_command_is_refused_but_for_one_that_was_carried_out_before()
    {
        var story = Escalated().Operator(OperatorAction.AssumeFailed, "b", id: "x").IsUndone("a").ThenIs(TransactionStatus.Compensated);
        story.Operator(OperatorAction.RetryNow).ThenIsRefused(RejectionReason.NotAllowed, "has ended: it is Compensated, and nothing was done");
        story.Operator(OperatorAction.SkipStep, "b", id: "x").ThenIsRefused(RejectionReason.Conflict, "'x'");
        story.Operator(OperatorAction.RetryNow, revision: 2).ThenIsRefused(RejectionReason.RevisionChanged, "not 2");
        Assert.IsType<Reply.Outcome>(Assert.Single(story.Operator(OperatorAction.AssumeFailed, "b", id: "x").Then().Replies));
    }

    [Fact]
    public void After_the_end_the_way_to_undo_what_has_completed_is_said() =>
        new Story(CancelTests.Steps()).Succeeds("a").Succeeds("b").Succeeds("c").Operator(OperatorAction.Compensate)
            .ThenIsRefused(RejectionReason.NotAllowed, "use CompensateTransaction");

    [Fact]
    public void Who_takes_over_for_an_operator_writes_the_epoch_first() =>
        Escalated().When(
            new Command.Recover("node-2", 5, [], IsAsked: true),
            new Command.Operate(new InterventionRequest("x", OperatorAction.RetryNow, null, null, "ada", "seen to", null)))
            .Then("epoch 2", "operator: RetryNow", "resumed Running").ThenDoes("execute b #2 with 1");

    [Fact]
    public void Nobody_waits_for_what_is_abandoned_and_an_operator_says_what_became_of_it()
    {
        var story = new Story(CancelTests.Steps()).Succeeds("a", "1")
            .Operator(OperatorAction.Abandon, "b").Then("operator: Abandon b", "escalated b #1", "suspended").ThenDoes("abandon b #1")
            .Succeeds("b", "2").Then().ThenIs(TransactionStatus.Suspended);
        Assert.Equal(
            ("Abandoned", "ada had it abandoned: seen to", true),
            Assert.Single(story.State[story.State.Plan.Step("b")].Failures) is var failure
                ? (failure.Type, failure.Message, failure.MayHaveTakenEffect) : default);
        story.Operator(OperatorAction.Compensate).Then("operator: Compensate", "unknown b #1", "resumed Running", "compensating")
            .ThenDoes("undo b #1 with 1");
    }

    [Fact]
    public void What_is_abandoned_is_tried_again() =>
        new Story(CancelTests.Steps()).Succeeds("a", "1").Operator(OperatorAction.Abandon, "b").Operator(OperatorAction.RetryNow, "b")
            .Then("operator: RetryNow b", "resumed Running").ThenDoes("execute b #2 with 1").Succeeds("b", "2", attempt: 2)
            .ThenDoes("execute c #1 with 2");

    [Fact]
    public void An_undo_is_abandoned_and_left_undone() =>
        new Story(CancelTests.Steps()).Succeeds("a", "1").Succeeds("b", "2").Fails("c")
            .Operator(OperatorAction.Abandon, "b").Then("operator: Abandon b", "undo failed b #1", "suspended").ThenDoes("abandon -b #1")
            .IsUndone("b").Then().ThenIs(TransactionStatus.Suspended)
            .Operator(OperatorAction.SkipStep, "b").ThenDoes("undo a #1 with 1").IsUndone("a").Then("undone a #1", "ended failed");

    /// <summary>A cancel waits for it, and goes on once somebody says that it is not to be waited for.</summary>
    [Fact]
    public void What_a_cancel_waits_for_is_abandoned_and_undone_by_another_cancel() =>
        new Story(CancelTests.Steps()).Succeeds("a", "1").IsCancelled().ThenDoes("cancel b #1")
            .Operator(OperatorAction.Abandon, "b").Then("operator: Abandon b", "escalated b #1", "suspended")
            .IsCancelled().Then("cancelled: changed my mind", "unknown b #1", "resumed Running", "compensating").ThenDoes("undo b #1 with 1");

    /// <summary>Who it was at work for is not to be seen in the state after the write.</summary>
    [Theory]
    [InlineData(OperatorAction.SkipStep, null, TransactionStatus.Completed)]
    [InlineData(OperatorAction.AssumeSucceeded, "7", TransactionStatus.Completed)]
    [InlineData(OperatorAction.RetryNow, null, TransactionStatus.Running)]
    public void What_is_abandoned_and_moved_in_one_write_is_told_to_end(OperatorAction then, string? output, TransactionStatus status)
    {
        var before = new Story(CancelTests.Steps()).Succeeds("a", "1").Succeeds("b", "2").State;
        var write = new WriteBatch<int>(before);

        write.Add(Operate("x", OperatorAction.Abandon, null), 0, DateTimeOffset.UnixEpoch);
        write.Add(Operate("y", then, output), 0, DateTimeOffset.UnixEpoch);

        Assert.Equal(status, write.State!.Status);
        Assert.Equal(new Effect.Abandon(new AttemptKey(before.Plan.Step("c").Index, Direction.Execute, 1)), write.Effects()[0]);

        static Command.Operate Operate(string id, OperatorAction action, string? output) => new(new InterventionRequest(
            id, action, "c", output is null ? null : Story.Value(output), "ada", "why", null));
    }

    [Fact]
    public void Only_what_is_at_work_is_abandoned()
    {
        Escalated().Operator(OperatorAction.Abandon, "b").ThenIsRefused(RejectionReason.NotAllowed, "Nothing of step 'b' is at work");
        Waiting().Operator(OperatorAction.Abandon, "b").ThenIsRefused(RejectionReason.NotAllowed, "Nothing of step 'b' is at work");
        Escalated().Operator(OperatorAction.Abandon, "c").ThenIsRefused(RejectionReason.NotAllowed, "Nothing of step 'c' is at work");
        Escalated().Operator(OperatorAction.Abandon).ThenIsRefused(RejectionReason.NotAllowed, "name it");
    }

    private static Story Escalated() =>
        new Story(CancelTests.Steps()).Succeeds("a", "1").Fails("b", Verdict.Escalate).ThenIs(TransactionStatus.Suspended);

    private static Story Stuck() =>
        new Story(CancelTests.Steps()).Succeeds("a", "1").Succeeds("b", "2").Fails("c").UndoFails("b").ThenIs(TransactionStatus.Suspended);

    private static Story Waiting() => new Story(CancelTests.Steps(retries: 5, delay: Hour)).Succeeds("a", "1").Fails("b");
}

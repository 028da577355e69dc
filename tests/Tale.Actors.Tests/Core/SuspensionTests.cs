using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>What needs an operator, a definition, or a new life of the coordinator.</summary>
public sealed class SuspensionTests
{
    [Fact]
    public void F14_an_undo_that_fails_for_good_suspends_and_what_came_before_it_stays() =>
        new Story(Steps()).Succeeds("a", "1").Succeeds("b", "2").Fails("c")
            .UndoFails("b").Then("undo failed b #1", "suspended").ThenDoes().ThenIs(TransactionStatus.Suspended);

    [Fact]
    public void The_policy_Continue_goes_on_and_ends_failed_with_all_undos_that_failed_in_the_order_of_undoing()
    {
        var story = new Story(Steps(CompensationFailurePolicy.Continue)).Succeeds("a", "1").Succeeds("b", "2").Fails("c")
            .UndoFails("b").Then("undo failed b #1").ThenDoes("undo a #1 with 1")
            .UndoFails("a").Then("undo failed a #1", "ended failed").ThenIs(TransactionStatus.Failed);
        var failure = FailureReport.Of(story.State)!;
        Assert.Equal("Step 'c': Failed to apply step: Error: no. Failed to apply compensation of 2 steps: b, a", failure.Message);
        Assert.Equal(["b", "a"], failure.Compensations.Select(undo => undo.Step));
    }

    [Fact]
    public void In_a_block_the_other_branches_are_undone_while_one_waits_for_the_operator()
    {
        var definition = Transaction.Define<int>("t")
            .Concurrent("both", block => block
                .Branch(b => b.Step("a", (int x) => x, Once).Undo((int _) => { }))
                .Branch(b => b.Step("b", (int x) => x).Undo((int _) => { }))
                .Join((x, _, _) => x))
            .Step("c", (int x) => x).Build();
        new Story(definition).Succeeds("both/0/a", "1").Succeeds("both/1/b", "2").Succeeds("both/join").Fails("c")
            .UndoFails("both/0/a").Then("undo failed both/0/a #1", "suspended").ThenIs(TransactionStatus.Suspended)
            .IsUndone("both/1/b").Then("undone both/1/b #1").ThenIs(TransactionStatus.Suspended);
    }

    [Fact]
    public void An_operator_who_resumes_has_the_stuck_undo_tried_again() =>
        new Story(Steps()).Succeeds("a", "1").Succeeds("b", "2").Fails("c").UndoFails("b")
            .Given(new Event.TransactionResumed(default, TransactionStatus.Compensating, "fixed")).ThenDoes("undo b #2 with 2")
            .IsUndone("b", attempt: 2).ThenDoes("undo a #1 with 1");

    [Fact]
    public void Escalate_suspends_and_an_operator_who_resumes_has_the_step_tried_again()
    {
        var story = new Story(Steps()).Fails("a", Verdict.Escalate).Then("escalated a #1", "suspended").ThenDoes()
            .ThenIs(TransactionStatus.Suspended);
        Assert.Equal("Waits for an operator: step 'a' needs help: Failed to apply step: Error: no", story.State.Log.SuspendedReason);
        story.Given(new Event.TransactionResumed(default, TransactionStatus.Running, "fixed")).ThenDoes("execute a #2 with 0").ThenIs(TransactionStatus.Running)
            .Succeeds("a", "1", attempt: 2).ThenDoes("execute b #1 with 1");
        Assert.Null(story.State.Log.SuspendedReason);
    }

    [Fact]
    public void Of_hundreds_that_are_stuck_not_each_is_said()
    {
        const int Items = 400;
        var definition = Transaction.Define<int>("t")
            .ForEach("each", (int x) => Enumerable.Range(0, x), item => item.Step("a", (int x) => x, Once).Undo((int _) => { }), (int x, IReadOnlyList<int> _) => x)
            .Step("b", (int x) => x).Build();
        var story = new Story(definition, $"{Items}").Lists(Items, "each", [.. Enumerable.Range(0, Items).Select(i => $"{i}")]);
        for (var i = 0; i < Items; i++)
            story.Succeeds($"each/{i}/a", "1");
        story.Succeeds("each/join").Fails("b");
        for (var i = 0; i < Items; i++)
            story.UndoFails($"each/{i}/a");

        Assert.Equal(Items, story.State.StuckSteps);
        var said = story.Log.OfType<Event.TransactionSuspended>().ToList();
        Assert.InRange(said.Count, 20, 28);
        Assert.Contains($"and {Items - 20} more", said[^1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_only_waits_for_a_transaction_of_its_own_ends_no_process()
    {
        var parent = Transaction.Define<int>("t").Child("trip", Transaction.Define<int>("asks").WaitFor("go").Build()).Build();
        var story = new Story(parent);
        for (var life = 0; life < 10; life++)
            story.Passes(TimeSpan.FromMinutes(1)).Recovers().ThenIs(TransactionStatus.Running);
        // Its starting state is made by a function of the user's.
        for (var life = 0; life < 10; life++)
            story.Passes(TimeSpan.FromSeconds(30)).Recovers();
        Assert.Equal(TransactionStatus.Suspended, story.State.Status);
    }

    [Fact]
    public void What_waits_for_an_operator_has_nothing_to_take_over_after_a_crash() =>
        new Story(Steps()).Fails("a", Verdict.Escalate).Recovers().Then().ThenDoes().ThenIs(TransactionStatus.Suspended);

    [Fact]
    public void F10_a_new_life_raises_the_epoch_repeats_what_is_open_and_ignores_answers_to_the_old_one() =>
        new Story(Steps()).Succeeds("a", "1").Recovers().Then("epoch 2").ThenDoes("execute b #1 with 1")
            .When(new Command.Executed(1, 1, 1, null)).Then()
            .When(new Command.Executed(1, 2, 1, null)).Then("succeeded b #1");

    [Fact]
    public void F05_a_new_life_goes_on_with_the_undos_in_the_same_order() =>
        new Story(Steps()).Succeeds("a", "1").Succeeds("b", "2").Fails("c").Recovers().Then("epoch 2").ThenDoes("undo b #1 with 2")
            .IsUndone("b").Recovers().Then("epoch 3").ThenDoes("undo a #1 with 1");

    [Fact]
    public void A_crash_keeps_the_attempt_and_its_time() =>
        new Story(
            Transaction.Define<int>("t").Step("a", (int x) => x, s => s.Retry(RetryPolicy.Exponential(2, TimeSpan.FromMinutes(4)))).Build())
            .Fails("a").Recovers().Then("epoch 2").ThenDoes()
            .After(TimeSpan.FromMinutes(4)).Then("issued a #2").ThenDoes("execute a #2 with 0");

    [Fact]
    public void F46_an_attempt_that_only_waited_when_its_incarnation_ended_fails_definitely() =>
        new Story(Transaction.Define<int>("t").Step("a", (int x) => x, s => s.Retry(RetryPolicy.Exponential(1, TimeSpan.FromMinutes(4)))).Undo((int _) => { }).Build())
            .Fails("a").Recovers().After(TimeSpan.FromMinutes(4)).Fails("a", attempt: 2).Then("failed a #2", "compensating", "compensated");

    [Fact]
    public void F46_an_attempt_that_was_issued_when_its_incarnation_ended_is_unknown_if_it_fails() =>
        new Story(Transaction.Define<int>("t").Step("a", (int x) => x, s => s.Retry(RetryPolicy.Exponential(1, TimeSpan.FromMinutes(4)))).Undo((int _) => { }).Build())
            .Fails("a").After(TimeSpan.FromMinutes(4)).Recovers().Then("epoch 2").ThenDoes("execute a #2 with 0")
            .Fails("a", attempt: 2).Then("unknown a #2", "compensating").ThenDoes("undo a #1 with 0");

    [Fact]
    public void F46_an_incarnation_that_leaves_in_order_says_what_it_had_not_begun() =>
        new Story(Steps()).Succeeds("a", "1").Leaves("b").Then("left b #1").ThenDoes()
            .Recovers().Then("epoch 2", "issued b #1").ThenDoes("execute b #1 with 1")
            .Fails("b").Then("failed b #1", "compensating").ThenDoes("undo a #1 with 1");

    [Fact]
    public void F46_what_an_incarnation_that_leaves_in_order_had_begun_is_doubtful() =>
        new Story(Steps()).Succeeds("a", "1").Leaves().Then("left").Recovers().Then("epoch 2").Fails("b")
            .Then("unknown b #1", "compensating");

    [Fact]
    public void F48_the_verdict_on_a_rejected_output_stands_before_any_effect_of_the_next_incarnation()
    {
        var verdict = new RejectedAnswer(
            new AttemptRef("b", Direction.Execute, 1), new AttemptError("OutputNotStored", "too large", Verdict.Unknown, 0));
        new Story(Steps()).Succeeds("a", "1").Recovers(rejected: verdict).Then("unknown b #1", "epoch 2", "compensating")
            .ThenDoes("undo b #1 with 1");
    }

    [Fact]
    public void F55_incarnations_that_bring_nothing_forward_end_in_a_suspension()
    {
        var story = new Story(Steps()).Succeeds("a", "1").Recovers(2).Then("epoch 2").Recovers(2).Then("epoch 3")
            .Recovers(2).Then("epoch 4", "suspended NoProgress").ThenDoes().ThenIs(TransactionStatus.Suspended);
        Assert.Contains(
            "2 incarnations in a row ended without progress while at work on step 'b'",
            story.State.Log.SuspendedReason,
            StringComparison.Ordinal);
        story.Given(new Event.TransactionResumed(default, TransactionStatus.Running, "mended")).ThenDoes("execute b #2 with 1");
    }

    [Fact]
    public void F55_leaving_in_order_is_no_failure_to_make_progress() =>
        new Story(Steps()).Leaves("a").Recovers(1).Leaves("a").Recovers(1).Leaves("a").Recovers(1).Then("epoch 4", "issued a #1");

    [Fact]
    public void F70_an_escalation_is_told_at_once_while_another_branch_is_at_work()
    {
        var story = new Story(Transaction.Define<int>("t").Concurrent("both", block => block
            .Branch(b => b.Step("a", (int x) => x)).Branch(b => b.Step("b", (int x) => x)).Join((x, _, _) => x)).Build());
        story.Fails("both/0/a", Verdict.Escalate).Then("escalated both/0/a #1", "suspended").ThenIs(TransactionStatus.Suspended)
            .Fails("both/1/b", Verdict.Escalate).Then("escalated both/1/b #1", "suspended");
        Assert.Contains("both/1/b", story.State.Log.SuspendedReason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_undo_has_verdicts_of_its_own()
    {
        var failed = () => new Story(Steps(CompensationFailurePolicy.Continue)).Succeeds("a", "1").Succeeds("b", "2").Fails("c");
        failed().UndoFails("b", Verdict.KeepState).Then("undone b #1").ThenDoes("undo a #1 with 1");
        failed().UndoFails("b", Verdict.Escalate).Then("undo failed b #1", "suspended").ThenDoes();
        failed().UndoFails("b", Verdict.GiveUp).Then("undo failed b #1").ThenDoes("undo a #1 with 1");
    }

    [Theory]
    [InlineData(SuspensionCause.DefinitionMissing)]
    [InlineData(SuspensionCause.LogUnreadable)]
    public void F17_it_resumes_by_itself_when_its_definition_is_back_or_its_log_can_be_read(object cause) =>
        new Story(Steps()).Succeeds("a", "1").Given(new Event.TransactionSuspended(default, (SuspensionCause)cause, "gone")).ThenIs(TransactionStatus.Suspended)
            .Recovers().Then("epoch 2", "resumed Running").ThenDoes("execute b #1 with 1").ThenIs(TransactionStatus.Running);

    [Fact]
    public void F17_it_resumes_into_compensation() =>
        new Story(Steps()).Succeeds("a", "1").Fails("b").Given(new Event.TransactionSuspended(default, SuspensionCause.DefinitionMissing, "gone"))
            .Recovers().Then("epoch 2", "resumed Compensating").ThenDoes("undo a #1 with 1");

    [Fact]
    public void F17_what_was_stuck_before_its_definition_went_missing_waits_for_the_operator_again() =>
        new Story(Steps()).Fails("a", Verdict.Escalate).Given(new Event.TransactionSuspended(default, SuspensionCause.DefinitionMissing, "gone"))
            .Recovers().Then("epoch 2", "resumed Running", "suspended").ThenDoes();

    [Fact]
    public void I10_an_epoch_that_does_not_rise_is_refused() => Assert.Throws<IllegalTransitionException>(() =>
        new Story(Steps()).Given(new Event.CoordinatorRecovered(default, 1)));

    private static TransactionDefinition<int, int> Steps(CompensationFailurePolicy policy = CompensationFailurePolicy.Suspend) =>
        Transaction.Define<int>("t", 1, options => options.OnCompensationFailure(policy))
            .Step("a", (int x) => x, Once).Undo((int _) => { }).Step("b", (int x) => x, Once)
            .Undo((int _) => { }).Step("c", (int x) => x).Build();

    private static StepOptions Once(StepOptions step) => step.RetryCompensation(RetryPolicy.None);
}

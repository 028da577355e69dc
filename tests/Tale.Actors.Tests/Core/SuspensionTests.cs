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
        var failure = Failures.Of(story.State)!;
        Assert.Equal("Step 'c': Failed to apply step: Error: no. Failed to apply compensation of 2 steps: b, a", failure.Message);
        Assert.Equal(["b", "a"], failure.Compensations.Select(undo => undo.Step));
    }

    [Fact]
    public void In_a_block_the_other_branches_are_undone_before_it_suspends()
    {
        var definition = Transaction.Define<int>("t")
            .Concurrent("both", block => block
                .Branch(b => b.Step("a", (int x) => x, Once).Undo((int _) => { }))
                .Branch(b => b.Step("b", (int x) => x).Undo((int _) => { }))
                .Join((x, _, _) => x))
            .Step("c", (int x) => x).Build();
        new Story(definition).Succeeds("both/0/a", "1").Succeeds("both/1/b", "2").Succeeds("both/join").Fails("c")
            .UndoFails("both/0/a").Then("undo failed both/0/a #1")
            .IsUndone("both/1/b").Then("undone both/1/b #1", "suspended");
    }

    [Fact]
    public void An_operator_who_resumes_has_the_stuck_undo_tried_again() =>
        new Story(Steps()).Succeeds("a", "1").Succeeds("b", "2").Fails("c").UndoFails("b")
            .Given(new Event.TransactionResumed(default, TransactionStatus.Compensating, "fixed")).ThenDoes("undo b #2 with 2")
            .IsUndone("b", attempt: 2).ThenDoes("undo a #1 with 1");

    [Fact]
    public void Escalate_suspends_and_an_operator_who_resumes_has_the_step_tried_again()
    {
        var story = new Story(Steps()).Fails("a", Verdict.Escalate).Then("escalated a #1", "suspended").ThenDoes().ThenIs(TransactionStatus.Suspended);
        Assert.Equal("Waits for an operator: step 'a' was escalated: Error: no", story.State.SuspendedReason);
        story.Given(new Event.TransactionResumed(default, TransactionStatus.Running, "fixed")).ThenDoes("execute a #2 with 0").ThenIs(TransactionStatus.Running)
            .Succeeds("a", "1", attempt: 2).ThenDoes("execute b #1 with 1");
        Assert.Null(story.State.SuspendedReason);
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
        new Story(Transaction.Define<int>("t").Step("a", (int x) => x, s => s.Retry(RetryPolicy.Exponential(2, TimeSpan.FromMinutes(4)))).Build())
            .Fails("a").Recovers().ThenDoes("execute a #2 in 240s with 0");

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
    public void I10_an_epoch_that_does_not_rise_is_refused() => Assert.Throws<InvalidOperationException>(() =>
        new Story(Steps()).Given(new Event.CoordinatorRecovered(default, 1)));

    private static TransactionDefinition<int, int> Steps(CompensationFailurePolicy policy = CompensationFailurePolicy.Suspend) =>
        Transaction.Define<int>("t", 1, options => options.OnCompensationFailure(policy))
            .Step("a", (int x) => x, Once).Undo((int _) => { }).Step("b", (int x) => x, Once)
            .Undo((int _) => { }).Step("c", (int x) => x).Build();

    private static StepOptions Once(StepOptions step) => step.RetryCompensation(RetryPolicy.None);
}

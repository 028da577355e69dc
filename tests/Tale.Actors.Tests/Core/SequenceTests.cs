using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>Steps one after the other.</summary>
public sealed class SequenceTests
{
    private static readonly TransactionDefinition<int, int> ThreeSteps = Define();

    [Fact]
    public void A_started_transaction_executes_its_first_step_with_the_starting_state() =>
        new Story(ThreeSteps, "7").ThenDoes("execute a #1 with 7").ThenIs(TransactionStatus.Running);

    [Fact]
    public void Each_output_is_the_next_input() =>
        new Story(ThreeSteps).Succeeds("a", "1").Then("succeeded a #1 = 1").ThenDoes("execute b #1 with 1");

    [Fact]
    public void A_step_without_an_output_keeps_the_state() =>
        new Story(ThreeSteps, "7").Succeeds("a").Then("succeeded a #1").ThenDoes("execute b #1 with 7");

    [Fact]
    public void The_last_success_and_the_completion_are_one_decision()
    {
        var story = new Story(ThreeSteps).Succeeds("a", "1").Succeeds("b", "2").Succeeds("c", "3")
            .Then("succeeded c #1 = 3", "completed").ThenDoes().ThenIs(TransactionStatus.Completed);
        Assert.Equal(Story.Value("3"), story.State.Result);
    }

    [Fact]
    public void A_failure_undoes_what_succeeded_in_reverse_each_with_its_own_output() =>
        new Story(ThreeSteps).Succeeds("a", "1").Succeeds("b", "2")
            .Fails("c").Then("failed c #1", "compensating").ThenDoes("undo b #1 with 2").ThenIs(TransactionStatus.Compensating)
            .IsUndone("b").Then("undone b #1").ThenDoes("undo a #1 with 1")
            .IsUndone("a").Then("undone a #1", "compensated").ThenDoes().ThenIs(TransactionStatus.Compensated);

    [Fact]
    public void When_the_first_step_fails_there_is_nothing_to_undo() =>
        new Story(ThreeSteps).Fails("a").Then("failed a #1", "compensating", "compensated").ThenDoes();

    [Fact]
    public void A_step_without_an_undo_is_passed_over() =>
        new Story(Define(b => b.WithoutCompensation())).Succeeds("a", "1").Succeeds("b", "2").Fails("c").ThenDoes("undo a #1 with 1");

    [Fact]
    public void An_unknown_outcome_is_undone_too_with_the_input() =>
        new Story(ThreeSteps).Succeeds("a", "1").Fails("b", Verdict.Unknown).Then("unknown b #1", "compensating")
            .ThenDoes("undo b #1 with 1");

    [Fact]
    public void An_unknown_outcome_whose_input_cannot_stand_for_the_output_needs_an_operator()
    {
        var definition = Transaction.Define<int>("t").Step("a", (int x) => $"{x}").Undo((string _) => { }).Build();
        var story = new Story(definition).Fails("a", Verdict.Unknown).Then("unknown a #1", "compensating", "suspended").ThenDoes();
        Assert.Equal(
            "Waits for an operator: the compensation of 'a' needs help: Nobody knows whether the step took effect, and it cannot be undone from its input: the types differ",
            story.State.Log.SuspendedReason);
    }

    [Fact]
    public void Resume_carries_on_with_the_input_as_the_output() =>
        new Story(ThreeSteps, "7").Fails("a", Verdict.KeepState).Then("succeeded a #1").ThenDoes("execute b #1 with 7");

    [Fact]
    public void Resume_gives_up_where_the_input_cannot_stand_for_the_output()
    {
        var definition = Transaction.Define<int>("t").Step("a", (int x) => $"{x}").Build();
        var story = new Story(definition).Fails("a", Verdict.KeepState).Then("failed a #1", "compensating", "compensated");
        Assert.Contains("the types differ", FailureReport.Of(story.State)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_to_another_attempt_epoch_or_direction_changes_nothing() =>
        new Story(ThreeSteps)
            .Succeeds("a", "1", attempt: 2).Then()
            .IsUndone("a").Then()
            .Succeeds("b", "1").Then()
            .When(new Command.Executed(0, 2, 1, null)).Then().ThenDoes();

    [Fact]
    public void Nothing_follows_the_end() =>
        new Story(ThreeSteps).Fails("a").Recovers().Then().ThenDoes().Succeeds("a").Then().ThenDoes();

    [Fact]
    public void An_event_after_the_end_is_refused() => Assert.Throws<IllegalTransitionException>(() =>
        new Story(ThreeSteps).Fails("a").Given(new Event.TransactionCompleted(default)));

    [Fact]
    public void An_event_about_a_step_that_is_not_open_is_refused() => Assert.Throws<IllegalTransitionException>(() =>
        new Story(ThreeSteps).Given(new Event.StepSucceeded(default, "b", 1, null)));

    [Fact]
    public void An_event_about_a_step_that_does_not_exist_is_refused() => Assert.Throws<UnknownStepException>(() =>
        new Story(ThreeSteps).Given(new Event.StepSucceeded(default, "x", 1, null)));

    [Fact]
    public void The_failure_names_the_step_and_the_error()
    {
        var failure = FailureReport.Of(new Story(ThreeSteps).Succeeds("a", "1").Fails("b").State)!;
        Assert.Equal("Step 'b': Failed to apply step: Error: no", failure.Message);
        Assert.Equal("b", Assert.Single(failure.Steps).Step);
        Assert.Empty(failure.Compensations);
    }

    private static TransactionDefinition<int, int> Define(Func<StepOptions, StepOptions>? second = null) => Transaction.Define<int>("t")
        .Step("a", (int x) => x).Undo((int _) => { })
        .Step("b", (int x) => x, second).Undo((int _) => { })
        .Step("c", (int x) => x).Undo((int _) => { })
        .Build();
}

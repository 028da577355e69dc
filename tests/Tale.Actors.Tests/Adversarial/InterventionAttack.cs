using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Core;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>What people could do to a transaction at the wrong moment, twice, or with the wrong words.</summary>
public sealed class InterventionAttack
{
    [Fact]
    public void An_undo_that_cannot_be_given_its_input_is_not_tried_again()
    {
        var story = Story(Converting()).Fails("a", Verdict.Unknown).ThenIs(TransactionStatus.Suspended);
        story.Operator(OperatorAction.RetryNow, "a").ThenIsRefused(RejectionReason.NotAllowed, "AssumeSucceeded");
        story.Operator(OperatorAction.RetryNow).ThenIsRefused(RejectionReason.NotAllowed, "No step");
    }

    [Fact]
    public void All_that_is_stuck_is_tried_again_but_for_an_undo_that_cannot_be_given_its_input()
    {
        var definition = Transaction.Define<int>("t").Concurrent("both", block => block
            .Branch(b => b.Step("a", (int x) => x.ToString()).Undo((string _) => { }))
            .Branch(b => b.Step("b", (int x) => x, s => s.RetryCompensation(RetryPolicy.None)).Undo((int _) => { }))
            .Join((x, _, _) => x)).Build();
        Story(definition).Succeeds("both/1/b", "2").Fails("both/0/a", Verdict.Unknown).UndoFails("both/1/b")
            .Operator(OperatorAction.RetryNow).ThenDoes("undo both/1/b #2 with 2").ThenIs(TransactionStatus.Suspended);
    }

    [Fact]
    public void A_step_that_needs_help_on_the_way_back_is_tried_again_when_the_operator_says_so() =>
        Story(CancelTests.Block()).Fails("both/0/a", Verdict.Escalate).Fails("both/1/b").ThenIs(TransactionStatus.Suspended)
            .Operator(OperatorAction.RetryNow, "both/0/a").Then("operator: RetryNow both/0/a", "resumed Running")
            .ThenDoes("execute both/0/a #2 with 0")
            .Succeeds("both/0/a", "7", attempt: 2).ThenDoes("undo both/0/a #1 with 7");

    [Fact]
    public void F46_one_that_is_tried_again_on_the_way_back_and_left_before_it_began_is_begun_by_the_next_incarnation() =>
        Story(CancelTests.Block()).Fails("both/0/a", Verdict.Escalate).Fails("both/1/b")
            .Operator(OperatorAction.RetryNow, "both/0/a").Leaves("both/0/a").Recovers()
            .ThenDoes("execute both/0/a #2 with 0");

    [Fact]
    public void One_that_goes_back_already_and_waits_for_an_operator_is_had_to_go_on_with_it() =>
        Story(CancelTests.Block()).Fails("both/0/a", Verdict.Escalate).Fails("both/1/b").ThenIs(TransactionStatus.Suspended)
            .Operator(OperatorAction.Compensate)
            .Then("operator: Compensate", "given up both/0/a #1", "resumed Running", "compensating", "compensated");

    [Fact]
    public void A_command_s_id_is_not_taken_for_another_command()
    {
        var story = Story(CancelTests.Steps()).Fails("a", Verdict.Escalate).Operator(OperatorAction.RetryNow, "a", id: "x")
            .Fails("a", Verdict.Escalate, attempt: 2);
        story.Operator(OperatorAction.SkipStep, "a", id: "x").ThenIsRefused(RejectionReason.Conflict, "'x'");
        story.Operator(OperatorAction.RetryNow, id: "x").ThenIsRefused(RejectionReason.Conflict, "'x'");
        story.Operator(OperatorAction.RetryNow, "a", id: "x").Then().ThenIs(TransactionStatus.Suspended);
    }

    [Fact]
    public void A_command_s_id_is_not_taken_for_the_same_command_with_another_output()
    {
        var story = Story(CancelTests.Steps()).Fails("a", Verdict.Escalate).Operator(OperatorAction.AssumeSucceeded, "a", "7", id: "x");
        story.Operator(OperatorAction.AssumeSucceeded, "a", "8", id: "x").ThenIsRefused(RejectionReason.Conflict, "'x'");
        story.Operator(OperatorAction.AssumeSucceeded, "a", "7.0", id: "x").Then().ThenIs(TransactionStatus.Running);
    }

    [Fact]
    public void A_command_that_was_decided_before_the_epoch_was_decided_on_the_present_view()
    {
        var story = Story(CancelTests.Steps()).Fails("a", Verdict.Escalate);
        var seen = Views.Of(story.State).Revision;
        story.When(
                new Command.Recover("node-2", 5, [], IsAsked: true),
                new Command.Operate(new InterventionRequest("x", OperatorAction.RetryNow, null, null, "ada", "why", seen)))
            .Then("epoch 2", "operator: RetryNow", "resumed Running");
    }

    [Fact]
    public void What_an_epoch_brings_with_it_is_news_to_whoever_looked_before()
    {
        var story = Story(CancelTests.Steps(retries: 1, delay: TimeSpan.FromHours(1))).Fails("a");
        var seen = Views.Of(story.State).Revision;
        story.Passes(TimeSpan.FromHours(2)).When(
            new Command.Recover("node-2", 5, [], IsAsked: true),
            new Command.Operate(new InterventionRequest("x", OperatorAction.SkipStep, "a", null, "ada", "why", seen)))
            .Then("epoch 2", "issued a #2");
        Assert.Equal(RejectionReason.RevisionChanged, Assert.IsType<Reply.Rejected>(story.Replies[^1]).Refusal.Reason);
    }

    [Fact]
    public void F17_what_was_given_up_without_its_definition_says_so_once_the_definition_is_back()
    {
        foreach (var before in new[]
        {
            Story(CancelTests.Steps()).Succeeds("a", "1").State,
            Story(CancelTests.Steps()).Succeeds("a", "1").Succeeds("b", "2").Fails("c").UndoFails("b").State,
            Story(CancelTests.Steps()).Succeeds("a", "1").Fails("b", Verdict.Escalate).State,
        })
        {
            var given = new UnfoldedLog(before.Log, LogProblem.Missing("gone")).GiveUp(
                new Command.Operate(new InterventionRequest("x", OperatorAction.GiveUp, null, null, "ada", "enough", null)),
                new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero));
            var after = given.Aggregate(before, Evolve.Apply);

            Assert.Equal(TransactionStatus.Failed, after.Status);
            Assert.Equal(after.Log.Text, FailureReport.Of(after)?.Message);
            Assert.Equal(after.Log.Text, Views.Of(after).Failure?.Message);
        }
    }

    private static Story Story(TransactionDefinition definition) => new(definition);

    /// <summary>Its first step cannot be undone from its input: that is of another type.</summary>
    private static TransactionDefinition Converting() => Transaction.Define<int>("t")
        .Step("a", (int x) => x.ToString()).Undo((string _) => { }).Build();
}

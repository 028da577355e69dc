using System.Diagnostics;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>What a plan says, in examples. That it is true is in <see cref="Properties.PreviewProperties"/>.</summary>
public sealed class PreviewTests
{
    private static readonly TransactionDefinition<int, int> Trip = Transaction.Define<int>("trip")
        .Step("pay", (int x) => x).Undo((int _) => { })
        .Step("log", (int x) => x)
        .Concurrent("book", branches => branches
            .Branch(branch => branch.Step("hotel", (int x) => x).Undo((int _) => { }).Step("car", (int x) => x).Undo((int _) => { }))
            .Branch(branch => branch.Step("flight", (int x) => x).Undo((int _) => { }))
            .Join((x, car, flight) => x + car + flight))
        .Step("mail", (int x) => x).Undo((int _) => { })
        .Build();

    [Fact]
    public void A_running_step_is_waited_for_and_undone_only_if_it_took_effect()
    {
        var plan = PlanOf(new Story(Trip, "1").Succeeds("pay", "2"));
        Assert.Equal(["log"], plan.WaitsFor);
        Assert.Equal(["pay"], plan.Undos.Select(undo => undo.Step));
        Assert.Equal((null, UndoProspect.WillRun, StepOutcome.Succeeded, Story.Value("2")), Parts(plan.Undos[0]));
        Assert.Empty(plan.NotUndone);
    }

    [Fact]
    public void The_undo_of_a_child_that_has_passed_its_pivot_needs_an_operator()
    {
        var forward = Transaction.Define<int>("forward").Step("x", (int x) => x, step => step.Pivot()).Build();
        var plan = PlanOf(new Story(Transaction.Define<int>("t").Child("c", forward).Step("next", (int x) => x).Build(), "1").Succeeds("c", "2"));
        Assert.Equal((null, UndoProspect.NeedsOperator, StepOutcome.Succeeded, Story.Value("2")), Parts(Assert.Single(plan.Undos)));
    }

    [Fact]
    public void Concurrent_undos_name_what_they_wait_for()
    {
        var plan = PlanOf(new Story(Trip, "1").Succeeds("pay", "2").Succeeds("log").Succeeds("book/0/hotel", "3").Succeeds("book/1/flight", "4"));
        Assert.Equal(["book/0/car"], plan.WaitsFor);
        Assert.Equal(
            [("book/0/car", null), ("book/1/flight", null), ("book/0/hotel", "book/0/car"), ("pay", "book")],
            plan.Undos.Select(undo => (undo.Step, undo.After)));
        Assert.Equal((null, UndoProspect.IfItTookEffect, null, null), Parts(plan.Undos[0]));
        Assert.Equal((null, UndoProspect.WillRun, StepOutcome.Succeeded, Story.Value("4")), Parts(plan.Undos[1]));
        Assert.Equal(["log"], plan.NotUndone);
        Assert.Equal(
            [("book/0/car", null, StepStatus.Running), ("book/join", "book", StepStatus.Pending), ("mail", "book", StepStatus.Pending)],
            plan.Ahead.Select(step => (step.Step, step.After, step.Status)));
    }

    [Fact]
    public void An_unknown_outcome_gets_its_input_and_what_cannot_be_undone_from_it_needs_an_operator()
    {
        var definition = Transaction.Define<int>("t")
            .Step("same", (int x) => x, step => step.Retry(1)).Undo((int _) => { }).Build();
        var story = new Story(definition, "1").Fails("same", after: TimeSpan.FromHours(1)).Recovers();
        Assert.Empty(PlanOf(story).Undos);
        story = new Story(definition, "1").Fails("same", Verdict.Unknown);
        Assert.Equal((null, UndoProspect.Open, StepOutcome.Unknown, Story.Value("1")), Parts(PlanOf(story).Undos[0]));

        var changes = Transaction.Define<int>("t").Step("text", (int x) => $"{x}").Undo((string _) => { }).Build();
        var undo = PlanOf(new Story(changes, "1").Fails("text", Verdict.Unknown)).Undos[0];
        Assert.Equal((null, UndoProspect.NeedsOperator, StepOutcome.Unknown, null), Parts(undo));
    }

    [Fact]
    public void What_goes_back_already_shows_what_is_left_and_what_is_stuck()
    {
        var story = new Story(Trip, "1").Succeeds("pay", "2").Succeeds("log").Succeeds("book/0/hotel", "3").Succeeds("book/1/flight", "4")
            .Fails("book/0/car", Verdict.GiveUp).UndoFails("book/1/flight", Verdict.Escalate);
        var plan = PlanOf(story);
        Assert.Equal(
            [("book/0/hotel", UndoProspect.Open), ("book/1/flight", UndoProspect.NeedsOperator), ("pay", UndoProspect.WillRun)],
            plan.Undos.Select(undo => (undo.Step, undo.Prospect)));
        Assert.Empty(plan.Ahead);
        Assert.Empty(plan.WaitsFor);

        var ended = PlanOf(story.IsUndone("book/0/hotel").Operator(OperatorAction.GiveUp).IsUndone("pay"));
        Assert.Empty(ended.Undos);
        Assert.Equal((TransactionStatus.Failed, "log, book/1/flight"), (ended.Status, string.Join(", ", ended.NotUndone)));
    }

    [Fact]
    public void While_the_pivot_is_at_work_the_undos_are_those_that_follow_its_failure_and_past_it_there_are_none()
    {
        var definition = Transaction.Define<int>("t").Step("a", (int x) => x).Undo((int _) => { })
            .Step("pivot", (int x) => x, step => step.Pivot()).Step("z", (int x) => x, step => step.Retry(1)).Build();
        var story = new Story(definition, "1").Succeeds("a", "2");
        var before = PlanOf(story);
        Assert.Equal((false, "pivot", "a"), (before.IsPastPivot, string.Join(", ", before.WaitsFor), string.Join(", ", before.Undos.Select(undo => undo.Step))));
        var past = PlanOf(story.Succeeds("pivot", "3"));
        Assert.True(past.IsPastPivot);
        Assert.Empty(past.Undos);
        Assert.Equal(["a", "pivot"], past.NotUndone);
        Assert.Equal(["z"], past.Ahead.Select(step => step.Step));
    }

    [Fact]
    public void Looking_changes_nothing()
    {
        var story = new Story(Trip, "1").Succeeds("pay", "2");
        var before = story.State;
        story.When(new Command.Plan()).Then();
        Assert.Same(before, story.State);
        Assert.Equal(story.State.Log.Revision, Assert.IsType<Reply.Plan>(Assert.Single(story.Replies)).Value.Revision);
    }

    [Fact]
    public void A_log_that_cannot_be_folded_says_why()
    {
        var log = new UnfoldedLog(new Story(Trip, "1").State.Log, LogProblem.Missing("not registered"));
        var plan = Assert.IsType<Reply.Plan>(log.Answer(new Command.Plan())).Value;
        Assert.Equal((TransactionStatus.Suspended, "not registered"), (plan.Status, plan.Problem));
        Assert.Empty(plan.Undos);
        var headless = new HeadlessLog("t-1", LogProblem.Hole(0, 3), DateTimeOffset.UnixEpoch);
        Assert.Contains("lost its beginning", Assert.IsType<Reply.Plan>(headless.Answer(new Command.Plan())).Value.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_thousand_steps_are_previewed_without_a_pause()
    {
        var builder = Transaction.Define<int>("t").Step("s0", (int x) => x).Undo((int _) => { });
        for (var i = 1; i < 2_000; i++)
            builder = builder.Step($"s{i}", (int x) => x).Undo((int _) => { });
        var story = new Story(builder.Build(), "1");
        for (var i = 0; i < 1_000; i++)
            story.Succeeds($"s{i}");
        var watch = Stopwatch.StartNew();
        var plan = PlanOf(story);
        Assert.Equal((1_001, 1_000), (plan.Undos.Count, plan.Ahead.Count));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static TransactionPlan PlanOf(Story story) => Preview.Of(story.State, story.State.Log.UpdatedAt);

    private static (string? After, UndoProspect Prospect, StepOutcome? Outcome, Payload? State) Parts(PlannedUndo undo) =>
        (undo.After, undo.Prospect, undo.Outcome, undo.State);
}

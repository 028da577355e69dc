using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;

namespace Tale.Actors.Tests.Core;

/// <summary>What callers see.</summary>
public sealed class ViewsTests
{
    private static readonly TransactionDefinition<int, int> Steps = Transaction.Define<int>("t", version: 3)
        .Step("a", (int x) => x).Undo((int _) => { }).Step("b", (int x) => x, step => step.Retry(1)).Build();

    [Fact]
    public void A_running_transaction()
    {
        var state = new Story(Steps, "7").Succeeds("a", "1").Fails("b", after: TimeSpan.FromSeconds(1)).State;
        var view = Views.Of(state);
        Assert.Equal(("t-1", "t", 3, TransactionStatus.Running), (view.TransactionId, view.Definition, view.Version, view.Status));
        Assert.Equal(Story.Value("7"), view.State);
        Assert.Equal((null, null, null), (view.Result, view.Failure, view.EndedAt));
        Assert.Equal(
            [("a", StepStatus.Succeeded, 1), ("b", StepStatus.Retrying, 2)],
            view.Steps.Select(step => (step.Path, step.Status, step.Attempts)));
        Assert.Equal(Story.Value("1"), view.Steps[0].Output);
        Assert.Equal("Failed to apply step: Error: no", view.Steps[1].Failure!.Message);
        Assert.Equal(state.Log.UpdatedAt + TimeSpan.FromSeconds(1), view.Steps[1].NextAttemptAt);
        var whenIssued = Views.Of(Decide.On(state, new Command.Tick(), state.Log.UpdatedAt + TimeSpan.FromSeconds(1)).State!).Steps[1];
        Assert.Equal((StepStatus.Running, (DateTimeOffset?)null), (whenIssued.Status, whenIssued.NextAttemptAt));
    }

    [Fact]
    public void An_attempt_under_way_says_its_number_and_since_when()
    {
        var story = new Story(Steps);
        Assert.Equal(
            [new RunningAttempt(1, story.State.Log.Started.At), null], Views.Of(story.State).Steps.Select(step => step.Running));

        var waits = story.Succeeds("a", "1").Fails("b", after: TimeSpan.FromSeconds(1)).State;
        Assert.All(Views.Of(waits).Steps, step => Assert.Null(step.Running));
        var due = waits.Log.UpdatedAt + TimeSpan.FromSeconds(1);
        var again = Decide.On(waits, new Command.Tick(), due).State!;
        Assert.Equal([null, new RunningAttempt(2, due)], Views.Of(again).Steps.Select(step => step.Running));
    }

    [Fact]
    public void An_undo_under_way_says_its_number_and_since_when()
    {
        var state = new Story(Steps).Succeeds("a", "1").Fails("b", Verdict.GiveUp).State;
        Assert.Equal([new RunningAttempt(1, state.Log.UpdatedAt), null], Views.Of(state).Steps.Select(step => step.Running));
    }

    [Fact]
    public void A_completed_transaction_has_its_result_and_no_failure_even_after_retries()
    {
        var view = Views.Of(new Story(Steps).Succeeds("a", "1").Fails("b").Succeeds("b", "2", attempt: 2).State);
        Assert.Equal((TransactionStatus.Completed, Story.Value("2"), view.UpdatedAt), (view.Status, view.Result, view.EndedAt));
        Assert.Null(view.Failure);
        Assert.All(view.Steps, step => Assert.Null(step.Failure));
    }

    [Fact]
    public void A_compensated_transaction_lists_its_undos_and_keeps_the_original_error()
    {
        var view = Views.Of(new Story(Steps).Succeeds("a", "1").Fails("b", Verdict.GiveUp).IsUndone("a").State);
        Assert.Equal(TransactionStatus.Compensated, view.Status);
        Assert.Equal(["a"], view.Compensations);
        Assert.Equal("Step 'b': Failed to apply step: Error: no", view.Failure!.Message);
        Assert.Equal([StepStatus.Compensated, StepStatus.Failed], view.Steps.Select(step => step.Status));
        Assert.Null(view.Result);
    }

    [Fact]
    public void An_undo_that_failed_once_and_then_succeeded_is_no_failure()
    {
        var story = new Story(Steps).Succeeds("a", "1").Fails("b", Verdict.GiveUp).UndoFails("a").After(TimeSpan.FromMinutes(1));
        Assert.Equal("Failed to apply compensation: Error: stuck", Views.Of(story.State).Steps[0].Failure!.Message);
        Assert.Null(Views.Of(story.IsUndone("a", attempt: 2).State).Steps[0].Failure);
    }

    [Fact]
    public void A_suspended_transaction_says_why()
    {
        var view = Views.Of(new Story(Steps).Fails("a", Verdict.Escalate).State);
        Assert.Equal(TransactionStatus.Suspended, view.Status);
        Assert.StartsWith("Waits for an operator", view.SuspendedReason, StringComparison.Ordinal);
        Assert.Equal(StepStatus.Suspended, view.Steps[0].Status);
        Assert.NotNull(view.Failure);
        Assert.Null(view.EndedAt);
    }
}

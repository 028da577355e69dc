using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Behaviours;

public sealed class CompensationBehaviours
{
    private readonly Trace _trace = new();

    [Fact]
    public async Task Row05_compensate_gets_the_steps_own_output()
    {
        var definition = Transaction.Define<int>("t").Counts("one", _trace).Counts("two", _trace).Fails("three").Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.RunAsync(definition, 0);

        Assert.Equal(["one execute: 0", "two execute: 1", "two compensate: 2", "one compensate: 1"], _trace.Lines);
    }

    [Fact]
    public async Task Row07_the_failing_step_itself_is_not_compensated()
    {
        var definition = Transaction.Define<int>("t").Counts("one", _trace)
            .Step("two", Counting.Failing("no")).Undo(n => _trace.Add($"two compensate: {n}")).Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 0);

        Assert.Equal(["one execute: 0", "one compensate: 1"], _trace.Lines);
        Assert.Equal(["one"], (await tale.ViewAsync(outcome.TransactionId)).Compensations);
    }

    [Fact]
    public async Task Row10_compensation_is_strictly_reverse()
    {
        var builder = Enumerable.Range(0, 10).Aggregate(Transaction.Define<int>("t"), (b, i) => b.Counts($"step-{i}", _trace));
        var definition = builder.Fails("last").Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.RunAsync(definition, 0);

        Assert.Equal(Enumerable.Range(0, 10).Reverse().Select(i => $"step-{i} compensate: {i + 1}"), _trace.Lines.Skip(10));
    }

    [Fact]
    public async Task Row11_policy_continue_undoes_the_rest_and_reports_all_failures_together_in_reverse()
    {
        var definition = Transaction.Define<int>("t", configure: o => o.OnCompensationFailure(CompensationFailurePolicy.Continue))
            .Counts("zero", _trace)
            .Step("one", n => n + 1, Counting.UndoOnce).Undo(Counting.FailingUndo("reverting one"))
            .Step("two", n => n + 1, Counting.UndoOnce).Undo(Counting.FailingUndo("reverting two"))
            .Fails("three", "STOP").Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 0);

        Assert.Equal(TransactionStatus.Failed, outcome.Status);
        Assert.Contains("Failed to apply compensation of 2 steps", outcome.Failure!.Message);
        Assert.Equal(
            ["reverting two", "reverting one"], outcome.Failure.Compensations.Select(failure => failure.Attempts.Single().Message));
        Assert.Equal(["zero execute: 0", "zero compensate: 1"], _trace.Lines);
    }

    [Fact]
    public async Task Row11_by_default_a_failing_compensation_is_retried_and_then_suspends_for_an_operator()
    {
        var tries = 0;
        var definition = Transaction.Define<int>("t")
            .Counts("one", _trace)
            .Step("two", n => n + 1, s => s.RetryCompensation(RetryPolicy.Immediate(2)))
            .Undo((int _) => { tries++; throw new InvalidOperationException("cannot"); })
            .Fails("three").Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 0);

        Assert.Equal(TransactionStatus.Suspended, outcome.Status);
        Assert.Equal(3, tries);
        Assert.Contains("'two'", outcome.SuspendedReason);
        Assert.Contains("after 3 attempts", outcome.SuspendedReason);
        // What went before it must not be undone before it: the order holds.
        Assert.DoesNotContain("one compensate: 1", _trace.Lines);
    }

    [Fact]
    public async Task Row11_a_compensation_that_succeeds_at_last_ends_as_compensated()
    {
        var tries = 0;
        var definition = Transaction.Define<int>("t")
            .Step("one", n => n + 1, s => s.RetryCompensation(RetryPolicy.Immediate(2)))
            .Undo((int _) => { if (++tries < 3) throw new InvalidOperationException("not yet"); })
            .Fails("two").Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 0);

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        Assert.Equal(3, tries);
        Assert.Empty(outcome.Failure!.Compensations);
    }

    [Fact]
    public async Task Row12_an_asynchronous_undo_ends_before_the_one_before_it_begins()
    {
        var gate = new Gate();
        var definition = Transaction.Define<int>("t").CountsLater("one", _trace)
            .Step("two", n => n + 1).Undo(async (int _) => { await gate.PassAsync(); _trace.Add("two compensated"); })
            .Fails("three").Build();
        await using var tale = TaleSystem.Start(definition);

        var running = tale.RunAsync(definition, 0, "t1");
        await gate.Reached;
        var view = await tale.ViewAsync("t1");
        Assert.Equal([StepStatus.Succeeded, StepStatus.Compensating, StepStatus.Failed], view.Steps.Select(step => step.Status));
        gate.Open();
        await running;

        Assert.Equal(["one execute: 0", "two compensated", "one compensate: 1"], _trace.Lines);
    }

    [Fact]
    public async Task Row13_errors_of_asynchronous_compensations_are_recorded_and_reported()
    {
        var definition = Transaction.Define<int>("t", configure: o => o.OnCompensationFailure(CompensationFailurePolicy.Continue))
            .Step("one", n => n + 1, Counting.UndoOnce)
            .Undo(async (int _) => { await Task.Yield(); throw new TimeoutException("undo lost"); })
            .Fails("two").Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 0);

        Assert.Equal("undo lost", Assert.Single(Assert.Single(outcome.Failure!.Compensations).Attempts).Message);
        var step = (await tale.ViewAsync(outcome.TransactionId)).Steps[0];
        Assert.Equal((StepStatus.CompensationFailed, 1), (step.Status, step.CompensationAttempts));
    }
}

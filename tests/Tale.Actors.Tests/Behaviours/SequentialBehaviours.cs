using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Behaviours;

public sealed class SequentialBehaviours
{
    private readonly Trace _trace = new();

    [Fact]
    public async Task Row01_the_first_step_gets_the_starting_state()
    {
        var definition = Transaction.Define<int>("t").Counts("one", _trace).Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.RunAsync(definition, 7);

        Assert.Equal(["one execute: 7"], _trace.Lines);
    }

    [Fact]
    public async Task Row02_each_steps_output_is_the_next_steps_input()
    {
        var definition = Transaction.Define<int>("t").Counts("one", _trace).Counts("two", _trace).Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.RunAsync(definition, 0);

        Assert.Equal(["one execute: 0", "two execute: 1"], _trace.Lines);
    }

    [Fact]
    public async Task Row03_the_final_state_is_in_the_outcome()
    {
        var definition = Transaction.Define<int>("t").Counts("one", _trace).Step("two", n => $"{n} in words").Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 0);

        Assert.True(outcome.IsCompleted);
        Assert.Equal("1 in words", outcome.Result);
        var watched = Assert.IsType<TransactionCompleted>(
            await tale.Client.WatchAsync(outcome.TransactionId).WaitAsync(TaleSystem.Patience));
        Assert.Equal("1 in words", watched.Result);
    }

    [Fact]
    public void Row04_an_empty_definition_is_refused()
    {
        Assert.Throws<InvalidTransactionDefinitionException>(() => Transaction.Define<int>("t").Build());
        Assert.Throws<InvalidTransactionDefinitionException>(
            () => Transaction.Define<int>("t").Concurrent<int, int>("all", [], (n, _) => n).Build());
    }

    [Fact]
    public async Task Row06_every_step_and_every_undo_gets_a_fresh_copy()
    {
        var definition = Transaction.Define<Dictionary<string, int>>("t")
            .Step("fill", (Dictionary<string, int> d) => new Dictionary<string, int>(d) { ["a"] = 1 })
            .Undo(d => _trace.Add($"undo sees a={d["a"]}"))
            .Step("spoil", (Dictionary<string, int> d) => { d["a"] = 99; })
            .Step("look", (Dictionary<string, int> d) => _trace.Add($"look sees a={d["a"]}"))
            .Step("fail", (Dictionary<string, int> _) => throw new InvalidOperationException("stop"))
            .Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.RunAsync(definition, []);

        Assert.Equal(["look sees a=1", "undo sees a=1"], _trace.Lines);
    }

    [Fact]
    public async Task Row08_later_steps_never_run()
    {
        var definition = Transaction.Define<int>("t").Counts("one", _trace).Fails("two").Counts("three", _trace).Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 0);

        Assert.DoesNotContain(_trace.Lines, line => line.StartsWith("three", StringComparison.Ordinal));
        Assert.Equal(StepStatus.Pending, (await tale.ViewAsync(outcome.TransactionId)).Steps[2].Status);
    }

    [Fact]
    public async Task Row09_the_original_error_reaches_the_caller()
    {
        var definition = Transaction.Define<int>("t").Counts("one", _trace).Fails("two", "oh no - how shocking").Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 0);

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        var failure = Assert.Single(outcome.Failure!.Steps);
        Assert.Equal("two", failure.Step);
        var attempt = Assert.Single(failure.Attempts);
        Assert.Equal(("InvalidOperationException", "oh no - how shocking", 1), (attempt.Type, attempt.Message, attempt.Attempt));
    }

    [Fact]
    public async Task Row09_a_failing_compensation_does_not_hide_the_original_error()
    {
        var definition = Transaction.Define<int>("t", configure: o => o.OnCompensationFailure(CompensationFailurePolicy.Continue))
            .Step("one", n => n + 1, Counting.UndoOnce).Undo(Counting.FailingUndo("undo")).Fails("two", "the real reason").Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 0);

        Assert.Equal(TransactionStatus.Failed, outcome.Status);
        Assert.Equal("the real reason", Assert.Single(Assert.Single(outcome.Failure!.Steps).Attempts).Message);
        Assert.Contains("the real reason", outcome.Failure.Message);
    }

    [Fact]
    public void Row32_everything_is_checked_before_anything_runs()
    {
        var problems = Assert.Throws<InvalidTransactionDefinitionException>(
            () => Transaction.Define<int>("t").Counts("one", _trace).Counts("one", _trace).Counts("no spaces", _trace).Build()).Problems;

        Assert.Equal(2, problems.Count);
        Assert.Empty(_trace.Lines);
    }
}

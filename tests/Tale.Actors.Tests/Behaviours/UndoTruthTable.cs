using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Behaviours;

/// <summary>"What is undone, and with which state", row by row. Timeouts, cancel, deadlines and pivots do not exist yet.</summary>
public sealed class UndoTruthTable
{
    private readonly Trace _trace = new();

    [Fact]
    public async Task Succeeded_is_undone_with_its_own_output_and_says_that_it_succeeded()
    {
        var definition = Transaction.Define<int>("t").Step("one", (n, _) => n + 1)
            .Undo((n, step) => _trace.Add($"{n} {step.Outcome}")).Fails("two").Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.RunAsync(definition, 1);

        Assert.Equal(["2 Succeeded"], _trace.Lines);
    }

    [Fact]
    public async Task Definite_failure_is_not_undone()
    {
        var definition = Transaction.Define<int>("t").Step("one", Counting.Failing("no"), s => s.Retry(2))
            .Undo(_ => _trace.Add("undo")).Build();
        await using var tale = TaleSystem.Start(definition);

        Assert.Equal(TransactionStatus.Compensated, (await tale.RunAsync(definition, 1)).Status);
        Assert.Empty(_trace.Lines);
    }

    [Fact]
    public async Task Unknown_is_undone_with_its_input_and_says_that_it_is_unknown()
    {
        var definition = FailFast(b => b.Step("slow", async (n, step) => { await WaitForCancelAsync(step); return n + 1; })
            .Undo((n, step) => _trace.Add($"{n} {step.Outcome}")));
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 1);

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        Assert.Equal(["1 Unknown"], _trace.Lines);
    }

    [Fact]
    public async Task Unknown_with_other_types_is_undone_through_ICompensateUnknown()
    {
        var definition = FailFast(b => b.Step<KnowsHow, string>());
        Assert.Empty(definition.Warnings);
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 21);

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        Assert.Equal(["both/0/knows-how"], (await tale.ViewAsync(outcome.TransactionId)).Compensations);
    }

    [Fact]
    public async Task Unknown_that_cannot_be_undone_suspends_and_Build_says_so_beforehand()
    {
        var definition = FailFast(b => b.Step("slow", async (_, step) => { await WaitForCancelAsync(step); return "text"; })
            .Undo((_, _) => _trace.Add("undo")));
        Assert.Contains("ICompensateUnknown", Assert.Single(definition.Warnings));
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 1);

        Assert.Equal(TransactionStatus.Suspended, outcome.Status);
        Assert.Contains("both/0/slow", outcome.SuspendedReason);
        Assert.Empty(_trace.Lines);
    }

    [Fact]
    public async Task Running_when_a_sibling_fails_is_waited_for_and_then_undone()
    {
        var gate = new Gate();
        var definition = Transaction.Define<int>("t")
            .Concurrent("both", block => block
                .Branch(a => a.Step("slow", async n => { await gate.PassAsync(); return n + 1; }).Undo(n => _trace.Add($"undo: {n}")))
                .Branch(b => b.Fails("fails"))
                .Join((n, _, _) => n)).Build();
        await using var tale = TaleSystem.Start(definition);

        var running = tale.RunAsync(definition, 1, "t1");
        await Until.IsAsync(() => tale.ViewAsync("t1"), view => view.Steps[1].Status == StepStatus.Failed);
        Assert.Empty(_trace.Lines);
        gate.Open();

        Assert.Equal(TransactionStatus.Compensated, (await running).Status);
        Assert.Equal(["undo: 2"], _trace.Lines);
    }

    [Fact]
    public async Task Never_started_is_not_undone()
    {
        var definition = Transaction.Define<int>("t").Fails("one").Counts("two", _trace).Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.RunAsync(definition, 1);

        Assert.Empty(_trace.Lines);
    }

    [Fact]
    public async Task Without_compensation_is_passed_over_and_the_order_is_kept()
    {
        var definition = Transaction.Define<int>("t").Counts("one", _trace)
            .Step("two", n => n + 1, s => s.WithoutCompensation())
            .Undo(_ => _trace.Add("two must not be undone")).Counts("three", _trace).Fails("four").Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.RunAsync(definition, 0);

        Assert.Equal(["three compensate: 3", "one compensate: 1"], _trace.Lines.Skip(2));
    }

    /// <summary>A fail-fast block in which one branch runs until its sibling has failed.</summary>
    private static TransactionDefinition<int, int> FailFast<T>(Func<TransactionBuilder<int, int>, TransactionBuilder<int, T>> slow) =>
        Transaction.Define<int>("t").Concurrent("both", block => block
            .Branch(slow)
            .Branch(b => b.Fails("fails"))
            .Join((n, _, _) => n), BranchFailurePolicy.FailFast).Build();

    private static Task WaitForCancelAsync(StepContext step) => Task.Delay(Timeout.Infinite, step.CancellationToken);

    public sealed class KnowsHow : IStep<int, string>, ICompensateUnknown<int>
    {
        public async Task<string> ExecuteAsync(int state, StepContext step)
        {
            await WaitForCancelAsync(step);
            return "never";
        }

        public Task CompensateAsync(string output, StepContext step) => throw new InvalidOperationException("There is no output.");

        public Task CompensateUnknownAsync(int input, StepContext step) =>
            input == 21 && step.Outcome == StepOutcome.Unknown
                ? Task.CompletedTask
                : throw new InvalidOperationException("That is not the input.");
    }
}

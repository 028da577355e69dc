using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

public sealed class FailFastSpec() : ActorSpec(VirtualTime)
{
    private readonly Trace _trace = new();

    [Fact]
    public async Task A_failure_cancels_the_siblings_tokens_and_their_outcome_is_unknown()
    {
        var outcome = await RunAsync(BranchFailurePolicy.FailFast, b => b.Step("waits", WaitsForever)
            .Undo((n, step) => _trace.Add($"undo: {n} {step.Outcome}")));

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        Assert.Equal(["undo: 1 Unknown"], _trace.Lines);
        Assert.Equal(["all/0/fails", "all/1/waits"], outcome.Failure!.Steps.Select(step => step.Step));
        Assert.Contains("StepOutcomeUnknown", Stored.EventsOf("t1"));
    }

    [Fact]
    public async Task A_sibling_that_succeeds_all_the_same_is_undone_with_its_output()
    {
        var outcome = await RunAsync(
            BranchFailurePolicy.FailFast,
            b => b.Step("finishes", async (n, step) =>
                {
                    await Cancelled(step);
                    return n + 1;
                }).Undo((n, step) => _trace.Add($"undo: {n} {step.Outcome}")));

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        Assert.Equal(["undo: 2 Succeeded"], _trace.Lines);
    }

    [Fact]
    public async Task A_sibling_that_throws_something_else_when_it_is_cancelled_has_failed_definitely()
    {
        var outcome = await RunAsync(
            BranchFailurePolicy.FailFast,
            b => b.Step("throws", async (int n, StepContext step) =>
                {
                    await Cancelled(step);
                    return n < 0 ? n : throw new InvalidOperationException("certainly not");
                }).Undo((n, _) => _trace.Add("undo")));

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        Assert.Empty(_trace.Lines);
    }

    [Fact]
    public async Task F47_an_OperationCanceledException_that_nobody_asked_for_is_retried_and_then_unknown()
    {
        var definition = Transaction.Define<int>("t")
            .Step("one", (int n) => n < 0 ? n : throw new OperationCanceledException("of its own"), s => s.Retry(1))
            .Undo(_ => _trace.Add("undo")).Build();
        Run(definition);

        var outcome = await Client.RunAsync(definition, 1).WaitAsync(TaleSystem.Patience);

        Assert.Equal(2, Assert.Single(outcome.Failure!.Steps).Attempts.Count);
        Assert.Equal(["undo"], _trace.Lines);
    }

    [Theory]
    [InlineData(BranchFailurePolicy.FailFast)]
    [InlineData(BranchFailurePolicy.Wait)]
    public async Task A_sibling_that_waits_for_its_next_attempt_gives_it_up(BranchFailurePolicy policy)
    {
        // Time stands still: the attempt in an hour never comes.
        var failed = new Gate();
        var definition = Transaction.Define<int>("t").Concurrent("all", block => block
            .Branch(a => a.Step("fails", async (int n) => { await failed.PassAsync(); return n < 0 ? n : throw new InvalidOperationException("no"); }))
            .Branch(b => b.Step("retries", Counting.Failing("later"), s => s.Retry(RetryPolicy.Exponential(5, TimeSpan.FromHours(1), TimeSpan.FromHours(2)))).Undo(_ => _trace.Add("undo")))
            .Join((n, _, _) => n), policy).Build();
        Run(definition);

        var running = Client.RunAsync(definition, 1, new StartOptions { TransactionId = "t1" });
        await Until.IsTrueAsync(() => Stored.EventsOf("t1").Contains("StepAttemptFailed"));
        failed.Open();
        var outcome = await running.WaitAsync(TaleSystem.Patience);

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        Assert.Equal("later", Assert.Single(outcome.Failure!.Steps[1].Attempts).Message);
        Assert.Empty(_trace.Lines);
    }

    [Fact]
    public async Task Without_fail_fast_no_token_is_cancelled()
    {
        var gate = new Gate();
        var running = RunAsync(BranchFailurePolicy.Wait, b => b.Step("waits", async (n, step) =>
        {
            await gate.PassAsync(step.CancellationToken);
            _trace.Add($"cancelled: {step.CancellationToken.IsCancellationRequested}");
            return n;
        }));

        await Until.IsTrueAsync(() => Stored.EventsOf("t1").Contains("StepFailed"));
        gate.Open();
        await running;

        Assert.Equal(["cancelled: False"], _trace.Lines);
    }

    private async Task<TransactionOutcome<int>> RunAsync(
        BranchFailurePolicy policy, Func<TransactionBuilder<int, int>, TransactionBuilder<int, int>> sibling)
    {
        var definition = Transaction.Define<int>("t").Concurrent("all", block => block
            .Branch(a => a.Fails("fails"))
            .Branch(sibling)
            .Join((n, _, _) => n), policy).Build();
        Run(definition);
        return await Client.RunAsync(definition, 1, new StartOptions { TransactionId = "t1" }).WaitAsync(TaleSystem.Patience);
    }

    private static async Task<int> WaitsForever(int n, StepContext step)
    {
        await Task.Delay(Timeout.Infinite, step.CancellationToken);
        return n;
    }

    private static async Task Cancelled(StepContext step)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = step.CancellationToken.Register(() => cancelled.SetResult());
        await cancelled.Task;
    }
}

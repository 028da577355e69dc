using Akka.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Behaviours;

/// <summary>Steps that block, that cannot be made, and that leave what cannot be kept.</summary>
public sealed class StepFailures
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F33_64_steps_that_block_their_thread_leave_coordinators_unaffected(bool afterAnAwait)
    {
        using var blocked = new ManualResetEventSlim();
        var poolThreads = 0;
        var blocking = Transaction.Define<int>("blocking").Step("block", async n =>
        {
            if (afterAnAwait)
                await Task.Yield();
            // Steps have threads of their own; the pool is everybody's.
            if (Thread.CurrentThread.IsThreadPoolThread)
                Interlocked.Increment(ref poolThreads);
            blocked.Wait(TaleSystem.Patience);
            return n;
        }).Build();
        var answered = Transaction.Define<int>("answered").Participant("never", ParticipantAddress.AtPath("/user/nobody")).Build();
        await using var tale = TaleSystem.Start(blocking, answered);

        for (var i = 0; i < 64; i++)
            await tale.Client.StartAsync("blocking", i, new StartOptions { TransactionId = $"b{i}" });
        for (var i = 0; i < 20; i++)
        {
            await tale.Client.StartAsync("answered", i, new StartOptions { TransactionId = $"a{i}" }).WaitAsync(TimeSpan.FromSeconds(3));
            Assert.Equal(TransactionStatus.Running, (await tale.ViewAsync($"a{i}")).Status);
        }
        Assert.Equal(TransactionStatus.Running, (await tale.ViewAsync("b63")).Status);

        blocked.Set();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => tale.Client.WatchAsync($"b{i}"))).WaitAsync(TaleSystem.Patience);
        Assert.Equal(0, poolThreads);
    }

    [Fact]
    public async Task F35_a_step_that_ignores_cancellation_is_waited_for_and_its_result_is_undone()
    {
        var (gate, trace) = (new Gate(), new Trace());
        var definition = Transaction.Define<int>("t").Concurrent("both", block => block
            .Branch(a => a.Step("deaf", async n => { await gate.PassAsync(); return n + 1; }).Undo(n => trace.Add($"undo: {n}")))
            .Branch(b => b.Step("fails", async (int n) => { await gate.Reached; return n < 0 ? n : throw new InvalidOperationException("no"); }))
            .Join((n, _, _) => n), BranchFailurePolicy.FailFast).Build();
        await using var tale = TaleSystem.Start(definition);

        var running = tale.RunAsync(definition, 1, "t1");
        await Until.IsAsync(() => tale.ViewAsync("t1"), view => view.Steps[1].Status == StepStatus.Failed);
        Assert.Empty(trace.Lines);
        gate.Open();

        Assert.Equal(TransactionStatus.Compensated, (await running).Status);
        Assert.Equal(["undo: 2"], trace.Lines);
    }

    [Fact]
    public async Task F36_F57_a_step_whose_constructor_throws_waits_for_an_operator_and_nothing_is_undone()
    {
        var trace = new Trace();
        var definition = Transaction.Define<int>("t").Counts("one", trace).Step<CannotBeMade>(s => s.Retry(1)).Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 1, "t1");

        Assert.Equal(TransactionStatus.Suspended, outcome.Status);
        Assert.Contains("the constructor says no", outcome.SuspendedReason);
        Assert.Equal(["one execute: 1"], trace.Lines);
        await Until.IsTrueAsync(() => tale.Log.Warnings.Any(line => line.Contains("cannot-be-made", StringComparison.Ordinal)));
        await tale.Client.OperateAsync(
            new OperatorCommand("t1", "op-1", OperatorAction.AssumeFailed, "ada", "it took no effect") { Step = "cannot-be-made" });
        Assert.Equal(TransactionStatus.Compensated, (await tale.Client.WatchAsync("t1").WaitAsync(TaleSystem.Patience))!.Status);
        Assert.Equal(["one execute: 1", "one compensate: 2"], trace.Lines);
    }

    [Fact]
    public async Task F57_a_step_whose_dependency_is_not_registered_is_refused_at_start()
    {
        var definition = Transaction.Define<int>("t").Counts("one", new Trace()).Step<NeedsService>().Build();
        await using var services = new ServiceCollection().BuildServiceProvider();

        var error = Assert.Throws<ConfigurationException>(() => { _ = TaleSystem.Start("", services, definition); });

        Assert.Contains(nameof(NotRegistered), error.Message);
        Assert.Contains("step 'needs-service' of t v1", error.Message);
    }

    [Fact]
    public async Task F38_a_branch_fails_while_others_run_and_all_that_took_effect_is_undone_each_branch_in_its_own_reverse()
    {
        var (gate, trace) = (new Gate(), new Trace());
        var definition = Transaction.Define<int>("t").Counts("before", trace)
            .Concurrent("all", block => block
                .Branch(a => a.Counts("a1", trace).Counts("a2", trace).Step("a3", async n => { await gate.PassAsync(); return n; }).Undo(_ => trace.Add("a3 compensate")))
                .Branch(b => b.Counts("b1", trace).Step("b2", async (int n) => { await gate.Reached; return n < 0 ? n : throw new InvalidOperationException("no"); }))
                .Join((n, _, _) => n)).Build();
        await using var tale = TaleSystem.Start(definition);

        var running = tale.RunAsync(definition, 0, "t1");
        await Until.IsAsync(() => tale.ViewAsync("t1"), view => view.Steps.Any(step => step.Status == StepStatus.Failed));
        gate.Open();
        Assert.Equal(TransactionStatus.Compensated, (await running).Status);

        var undone = (await tale.ViewAsync("t1")).Compensations;
        Assert.Equal(["all/0/a3", "all/0/a2", "all/0/a1"], undone.Where(step => step.StartsWith("all/0", StringComparison.Ordinal)));
        Assert.Contains("all/1/b1", undone);
        Assert.Equal("before", undone[^1]);
        Assert.Equal(5, undone.Count);
    }

    public sealed class CannotBeMade : IStep<int, int>
    {
        public CannotBeMade() => throw new InvalidOperationException("the constructor says no");

        public Task<int> ExecuteAsync(int state, StepContext step) => Task.FromResult(state);

        public Task CompensateAsync(int output, StepContext step) => Task.CompletedTask;
    }

    public sealed class NotRegistered;

    public sealed class NeedsService(NotRegistered service) : IStep<int, int>
    {
        public Task<int> ExecuteAsync(int state, StepContext step) => Task.FromResult(state + service.GetHashCode());

        public Task CompensateAsync(int output, StepContext step) => Task.CompletedTask;
    }
}

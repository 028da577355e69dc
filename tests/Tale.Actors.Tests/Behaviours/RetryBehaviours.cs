using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Behaviours;

public sealed class RetryBehaviours
{
    private readonly Trace _trace = new();

    [Fact]
    public async Task Row14_retries_work_in_concurrent_blocks_and_in_asynchronous_steps()
    {
        var definition = Transaction.Define<int>("t")
            .Concurrent("both", block => block
                .Branch(a => a.Step("first", FailsTimes(2, "first"), s => s.Retry(2)))
                .Branch(b => b.Step("second", FailsTimes(1, "second"), s => s.Retry(2)))
                .Join((_, x, y) => x + y))
            .Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 10);

        Assert.Equal(22, outcome.Result);
        Assert.Equal(3, _trace.Lines.Count(line => line == "first"));
        Assert.Equal(2, _trace.Lines.Count(line => line == "second"));
    }

    [Fact]
    public async Task Row22_retry_gets_the_original_input_and_the_failures_so_far()
    {
        var definition = Transaction.Define<RetryLog>("t").Step<SucceedsOnThirdTry>(s => s.Retry(5)).Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, new RetryLog(["start"]));

        Assert.Equal(["start", "retried after [execute, retried after [execute]]"], outcome.Result!.Lines);
    }

    [Fact]
    public async Task Row23_abort_ends_retrying_and_the_failure_lists_what_was_recorded()
    {
        var tries = 0;
        var definition = Transaction.Define<int>("t")
            .Step("one", (int n) => ++tries < 2 ? throw new InvalidOperationException("first") : tries == 2 ? throw new AbortRetriesException("This isn't going to work") : n, s => s.Retry(10))
            .Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 0);

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        var failure = Assert.Single(outcome.Failure!.Steps);
        Assert.StartsWith("Failed to apply step after 2 attempts", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["first", "This isn't going to work"], failure.Attempts.Select(attempt => attempt.Message));
    }

    [Fact]
    public async Task Row23_abort_by_the_first_attempt_ends_it_at_once()
    {
        var tries = 0;
        var definition = Transaction.Define<int>("t")
            .Step("one", Aborts, s => s.Retry(10)).Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 0);

        Assert.Equal(1, tries);
        Assert.Equal("AbortRetriesException", Assert.Single(Assert.Single(outcome.Failure!.Steps).Attempts).Type);

        int Aborts(int n) => ++tries > 0 ? throw new AbortRetriesException("no use") : n;
    }

    [Fact]
    public async Task Row24_two_retries_mean_three_attempts()
    {
        var definition = Transaction.Define<int>("t").Step("one", FailsTimes(int.MaxValue, "trying"), s => s.Retry(times: 2)).Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 0);

        Assert.Equal(["trying", "trying", "trying"], _trace.Lines);
        var failure = Assert.Single(outcome.Failure!.Steps);
        Assert.StartsWith("Failed to apply step after 3 attempts", failure.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], failure.Attempts.Select(attempt => attempt.Attempt));
        Assert.Equal(3, (await tale.ViewAsync(outcome.TransactionId)).Steps[0].Attempts);
    }

    [Fact]
    public async Task Row25_retries_are_immediate_by_default()
    {
        // The scheduler stands still: a retry that waited for it would never come.
        var definition = Transaction.Define<int>("t").Step("one", FailsTimes(3, "trying"), s => s.Retry(3)).Build();
        await using var tale = TaleSystem.Start(
            VirtualScheduler.Hocon, null, definition);

        Assert.True((await tale.RunAsync(definition, 0)).IsCompleted);
        Assert.Equal(4, _trace.Lines.Count);
    }

    [Fact]
    public async Task Row26_attempts_are_counted_for_each_transaction_and_each_step()
    {
        var definition = Transaction.Define<int>("t")
            .Step("one", FailsTimes(int.MaxValue, "trying"), s => s.Retry(2)).Build();
        await using var tale = TaleSystem.Start(definition);

        var first = await tale.RunAsync(definition, 0);
        var second = await tale.RunAsync(definition, 0);

        Assert.Equal(6, _trace.Lines.Count);
        Assert.All([first, second], outcome => Assert.Equal(3, Assert.Single(outcome.Failure!.Steps).Attempts.Count));
    }

    [Fact]
    public async Task Row26_the_same_step_class_used_twice_gets_all_its_tries_twice()
    {
        var definition = Transaction.Define<RetryLog>("t")
            .Step<SucceedsOnThirdTry>(s => s.Named("first").Retry(2))
            .Step<SucceedsOnThirdTry>(s => s.Named("second").Retry(2)).Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, new RetryLog([]));

        Assert.True(outcome.IsCompleted);
        Assert.Equal(2, outcome.Result!.Lines.Count);
    }

    [Fact]
    public async Task Row27_any_number_of_retries_works()
    {
        // talepy overflowed its stack at some hundreds.
        var definition = Transaction.Define<int>("t").Step("one", FailsTimes(1_500, "trying"), s => s.Retry(5_000)).Build();
        await using var tale = TaleSystem.Start(definition);

        Assert.True((await tale.RunAsync(definition, 0)).IsCompleted);
        Assert.Equal(1_501, _trace.Lines.Count);
    }

    private Func<int, Task<int>> FailsTimes(int times, string line)
    {
        var tries = 0;
        return async n =>
        {
            await Task.Yield();
            _trace.Add(line);
            return ++tries <= times ? throw new InvalidOperationException($"{line} {tries}") : n + 1;
        };
    }

    public sealed record RetryLog(IReadOnlyList<string> Lines);

    public sealed class SucceedsOnThirdTry : IRetryStep<RetryLog, RetryLog>
    {
        public Task<RetryLog> ExecuteAsync(RetryLog state, StepContext step) => throw new InvalidOperationException("execute");

        public Task<RetryLog> RetryAsync(RetryLog state, IReadOnlyList<AttemptFailure> failures, StepContext step)
        {
            var line = $"retried after [{string.Join(", ", failures.Select(failure => failure.Message))}]";
            return failures.Count < 2
                ? throw new InvalidOperationException(line)
                : Task.FromResult(new RetryLog([.. state.Lines, line]));
        }

        public Task CompensateAsync(RetryLog output, StepContext step) => Task.CompletedTask;
    }
}

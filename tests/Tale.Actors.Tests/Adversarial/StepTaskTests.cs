using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>What step code hands back besides a state: null, several errors at once, nothing readable.</summary>
public sealed class StepTaskTests
{
    private readonly Trace _trace = new();

    [Fact]
    public async Task A_step_that_returns_null_in_place_of_a_task_may_have_taken_effect_and_is_undone()
    {
        var kept = Transaction.Define<int>("kept").Step("one", Task (int _) => null!)
            .Undo((n, step) => _trace.Add($"kept {n} {step.Outcome}")).Build();
        var made = Transaction.Define<int>("made").Step("one", Task<int> (int _) => null!)
            .Undo((n, step) => _trace.Add($"made {n} {step.Outcome}")).Build();
        var instance = Transaction.Define<int>("instance").Step(new NullStep(_trace)).Build();
        await using var tale = TaleSystem.Start(kept, made, instance);

        foreach (var definition in new[] { kept, made, instance })
            Assert.Equal(TransactionStatus.Compensated, (await tale.RunAsync(definition, 1)).Status);

        Assert.Equal(["kept 1 Unknown", "made 1 Unknown", "instance 1 Unknown"], _trace.Lines);
    }

    [Fact]
    public async Task An_undo_that_returns_null_in_place_of_a_task_is_not_taken_for_done()
    {
        var definition = Transaction.Define<int>("t").Step("one", n => n, Counting.UndoOnce).Undo(Task (int _) => null!).Fails("two")
            .Build();
        await using var tale = TaleSystem.Start(definition);

        Assert.Equal(TransactionStatus.Suspended, (await tale.RunAsync(definition, 1)).Status);
    }

    [Fact]
    public async Task F47_a_time_that_is_up_is_seen_behind_another_error_of_the_same_task()
    {
        var definition = Transaction.Define<int>("t")
            .Step("pays", Task (int _) => Task.WhenAll(Task.FromException(new InvalidOperationException("declined")), Task.FromException(new TimeoutException())))
            .Undo((n, step) => _trace.Add($"{n} {step.Outcome}")).Build();
        await using var tale = TaleSystem.Start(definition);

        Assert.Equal(TransactionStatus.Compensated, (await tale.RunAsync(definition, 1)).Status);
        Assert.Equal(["1 Unknown"], _trace.Lines);
    }

    [Fact]
    public async Task F47_an_undo_that_gives_up_is_heard_behind_another_error_of_the_same_task()
    {
        var tries = 0;
        var definition = Transaction.Define<int>("t").Step("one", n => n).Undo(Task (int _) =>
        {
            tries++;
            return Task.WhenAll(Task.FromException(new InvalidOperationException("away")), Task.FromException(new AbortRetriesException("no use")));
        }).Fails("two").Build();
        await using var tale = TaleSystem.Start(definition);

        Assert.Equal(TransactionStatus.Suspended, (await tale.RunAsync(definition, 1)).Status);
        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task F54_an_output_that_fails_to_be_written_with_an_error_that_says_nothing_was_made_all_the_same()
    {
        var definition = Transaction.Define<int>("t").Step("one", (int n) => new Touchy(n)).UndoUnknown((int n) => _trace.Add($"undone {n}"))
            .Undo((Touchy _) => _trace.Add("undone")).Build();
        await using var tale = TaleSystem.Start(definition);

        Assert.Equal(TransactionStatus.Compensated, (await tale.RunAsync(definition, 1)).Status);
        Assert.Equal(["undone 1"], _trace.Lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F54_an_error_that_fails_to_say_anything_ends_its_step_like_any_other(bool later)
    {
        var tries = 0;
        var definition = Transaction.Define<int>("t").Counts("one", _trace).Step("two", async (int n) =>
        {
            if (later)
                await Task.Yield();
            return ++tries > 0 ? throw new Hostile() : n;
        }, s => s.Retry(2)).Build();
        await using var tale = TaleSystem.Start(definition);

        Assert.Equal(TransactionStatus.Compensated, (await tale.RunAsync(definition, 1)).Status);
        Assert.Equal(3, tries);
        Assert.Equal(["one execute: 1", "one compensate: 2"], _trace.Lines);
    }

    [Fact]
    public async Task F57_a_scope_that_cannot_be_made_is_no_error_of_the_step()
    {
        var definition = Transaction.Define<int>("t").Step("one", n => n).Undo(_ => _trace.Add("undone"))
            .Step("two", (n, step) => { _trace.Add("two"); return n; }).Build();
        var services = new ServiceCollection().BuildServiceProvider();
        await using var tale = TaleSystem.Start("", services, definition);
        await services.DisposeAsync();

        Assert.Equal(TransactionStatus.Suspended, (await tale.RunAsync(definition, 1)).Status);
        Assert.Empty(_trace.Lines);
    }

    private sealed class NullStep(Trace trace) : IStep<int, int>
    {
        public Task<int> ExecuteAsync(int state, StepContext step) => null!;

        public Task CompensateAsync(int output, StepContext step)
        {
            trace.Add($"instance {output} {step.Outcome}");
            return Task.CompletedTask;
        }
    }

    private sealed record Touchy(int N)
    {
        public int Shown => N == 1 ? throw new Hostile() : N;
    }

    private sealed class Hostile : Exception
    {
        public override string Message => throw new InvalidOperationException("no message");

        public override System.Collections.IDictionary Data => throw new InvalidOperationException("no data");

        public override string? StackTrace => throw new InvalidOperationException("no trace");

        public override string ToString() => throw new InvalidOperationException("no text");
    }
}

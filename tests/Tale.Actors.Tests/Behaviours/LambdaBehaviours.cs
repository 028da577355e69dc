using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Behaviours;

public sealed class LambdaBehaviours
{
    private readonly Trace _trace = new();

    [Fact]
    public async Task Row28_functions_are_steps()
    {
        var definition = Transaction.Define<int>("t").Step("one", x => x + 1).Step("two", x => x + 2).Build();
        await using var tale = TaleSystem.Start(definition);

        Assert.Equal(3, (await tale.RunAsync(definition, 0)).Result);
    }

    [Fact]
    public async Task Row28_pairs_of_functions_are_steps()
    {
        var definition = Transaction.Define<int>("t").Step("one", x => x + 1).Undo(_ => { }).Step("two", x => x + 2).Undo(_ => { }).Build();
        await using var tale = TaleSystem.Start(definition);

        Assert.Equal(3, (await tale.RunAsync(definition, 0)).Result);
    }

    [Fact]
    public async Task Row28_the_second_function_gets_the_state_that_the_first_one_left()
    {
        var definition = Transaction.Define<string>("t").Step("one", x => $"hello {x}").Undo(x => _trace.Add($"reverted {x}"))
            .Step("two", (string _) => throw new InvalidOperationException("stop")).Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.RunAsync(definition, "world");

        Assert.Equal(["reverted hello world"], _trace.Lines);
    }

    [Fact]
    public void Row29_what_is_no_step_is_refused_when_the_definition_is_built()
    {
        // A function of a wrong shape does not compile; an abstract class, or a state that cannot be stored, does.
        var problems = Assert.Throws<InvalidTransactionDefinitionException>(
            () => Transaction.Define<int>("t").Step<AbstractStep>().Step("two", x => new { x }).Build()).Problems;

        Assert.Contains(problems, problem => problem.Contains("AbstractStep is abstract", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("is anonymous", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Row30_undo_is_optional_and_a_step_without_it_is_passed_over()
    {
        var definition = Transaction.Define<int>("t").Counts("one", _trace).Step("two", x => x + 1).Counts("three", _trace).Fails("four")
            .Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 0);

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        Assert.Equal(["three compensate: 3", "one compensate: 1"], _trace.Lines.Skip(2));
        Assert.Equal(["three", "one"], (await tale.ViewAsync(outcome.TransactionId)).Compensations);
    }

    [Fact]
    public async Task Row31_an_action_keeps_the_state()
    {
        var definition = Transaction.Define<int>("t")
            .Step("look", (int n) => _trace.Add($"looked at {n}"))
            .Step("look-later", async (int n) => { await Task.Yield(); _trace.Add($"looked later at {n}"); })
            .Step("add", n => n + 1).Build();
        await using var tale = TaleSystem.Start(definition);

        var outcome = await tale.RunAsync(definition, 41);

        Assert.Equal(42, outcome.Result);
        Assert.Equal(["looked at 41", "looked later at 41"], _trace.Lines);
    }

    [Fact]
    public async Task Row31_the_undo_of_an_action_gets_the_state_it_kept()
    {
        var definition = Transaction.Define<int>("t").Step("look", (int _) => { })
            .Undo(n => _trace.Add($"undo: {n}")).Fails("fail").Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.RunAsync(definition, 41);

        Assert.Equal(["undo: 41"], _trace.Lines);
    }

    [Fact]
    public async Task Row34_an_object_that_the_caller_made_is_a_step()
    {
        var adds = new Adds(_trace);
        var definition = Transaction.Define<int>("t").Step(adds, s => s.Retry(1)).Step(adds, s => s.Named("again")).Fails("fail").Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.RunAsync(definition, 1);

        Assert.Equal(["1: failed", "1: added", "2: added", "undo 3", "undo 2"], _trace.Lines);
    }

    [Fact]
    public async Task A_function_and_its_undo_find_their_services_in_a_scope_of_the_attempt_s_own()
    {
        var definition = Transaction.Define<int>("t")
            .Step("one", (n, step) => n + step.Services.GetRequiredService<Scoped>().Number)
            .Undo((_, step) => _trace.Add($"undo {step.Services.GetRequiredService<Scoped>().Number}"))
            .Step("two", (int n, StepContext step) => _trace.Add($"{n} {step.Services.GetRequiredService<Scoped>().Number}"))
            .Fails("fail").Build();
        await using var provider = new ServiceCollection().AddSingleton<Numbers>().AddScoped<Scoped>()
            .BuildServiceProvider(validateScopes: true);
        await using var tale = TaleSystem.Start("", provider, definition);

        await tale.RunAsync(definition, 10);

        Assert.Equal(["11 2", "undo 3"], _trace.Lines);
    }

    public sealed class Numbers
    {
        private int _last;

        public int Next() => Interlocked.Increment(ref _last);
    }

    public sealed class Scoped(Numbers numbers)
    {
        public int Number { get; } = numbers.Next();
    }

    private sealed class Adds(Trace trace) : IStep<int, int>
    {
        private bool _hasFailed;

        public Task<int> ExecuteAsync(int state, StepContext step)
        {
            var fails = !_hasFailed;
            _hasFailed = true;
            trace.Add($"{state}: {(fails ? "failed" : "added")}");
            return fails ? throw new InvalidOperationException("once") : Task.FromResult(state + 1);
        }

        public Task CompensateAsync(int output, StepContext step)
        {
            trace.Add($"undo {output}");
            return Task.CompletedTask;
        }
    }

    public abstract class AbstractStep : IStep<int, int>
    {
        public abstract Task<int> ExecuteAsync(int state, StepContext step);

        public abstract Task CompensateAsync(int output, StepContext step);
    }
}

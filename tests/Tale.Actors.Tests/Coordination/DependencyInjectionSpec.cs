using Akka.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Coordination;

public sealed class DependencyInjectionSpec
{
    private readonly Trace _trace = new();

    public sealed class Connection(Trace trace) : IAsyncDisposable
    {
        private static int _count;

        public int Number { get; } = Interlocked.Increment(ref _count);

        public bool IsDisposed { get; private set; }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            trace.Add("disposed");
            return ValueTask.CompletedTask;
        }
    }

    public sealed class UsesConnection(Connection connection, Connection same, Trace trace) : IStep<int, int>
    {
        public async Task<int> ExecuteAsync(int state, StepContext step)
        {
            await Task.Yield();
            trace.Add($"{step.Attempt}: {ReferenceEquals(connection, same)} {connection.IsDisposed}");
            return step.Attempt < 3 ? throw new InvalidOperationException("again") : connection.Number;
        }

        public Task CompensateAsync(int output, StepContext step)
        {
            trace.Add($"undo: {output != connection.Number}");
            return Task.CompletedTask;
        }
    }

    public sealed class NeedsConnection(Connection connection) : IStep<int, int>
    {
        public Task<int> ExecuteAsync(int state, StepContext step) => Task.FromResult(connection.Number);

        public Task CompensateAsync(int output, StepContext step) => Task.CompletedTask;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_attempt_and_every_undo_has_a_scope_of_its_own_which_is_disposed_after_it(bool registered)
    {
        var services = new ServiceCollection().AddSingleton(_trace).AddScoped<Connection>();
        if (registered)
            services.AddScoped<UsesConnection>();
        var definition = Transaction.Define<int>("t").Step<UsesConnection>(s => s.Retry(2)).Fails("two").Build();
        await using var provider = services.BuildServiceProvider(validateScopes: true);
        await using var tale = TaleSystem.Start("", provider, definition);

        var outcome = await tale.RunAsync(definition, 0);

        Assert.Equal(TransactionStatus.Compensated, outcome.Status);
        Assert.Equal(
            ["1: True False", "disposed", "2: True False", "disposed", "3: True False", "disposed", "undo: True", "disposed"],
            _trace.Lines);
    }

    public sealed class BreaksWhenDisposed : IDisposable
    {
        public void Dispose() => throw new InvalidOperationException("disposed of badly");
    }

    public sealed class UsesBreaking(BreaksWhenDisposed service) : IStep<int, int>
    {
        public Task<int> ExecuteAsync(int state, StepContext step) => Task.FromResult(service is null ? 0 : state + 1);

        public Task CompensateAsync(int output, StepContext step) => Task.CompletedTask;
    }

    [Fact]
    public async Task A_service_that_fails_while_it_is_disposed_of_does_not_undo_what_the_step_did()
    {
        var definition = Transaction.Define<int>("t").Step<UsesBreaking>().Build();
        await using var provider = new ServiceCollection().AddScoped<BreaksWhenDisposed>().BuildServiceProvider();
        await using var tale = TaleSystem.Start("", provider, definition);

        var outcome = await tale.RunAsync(definition, 1);

        Assert.Equal((TransactionStatus.Completed, 2), (outcome.Status, outcome.Result));
    }

    [Fact]
    public void F57_without_services_a_step_that_needs_some_is_refused_at_start()
    {
        var definition = Transaction.Define<int>("t").Step<NeedsConnection>().Build();
        var error = Assert.Throws<ConfigurationException>(() => { _ = TaleSystem.Start(definition); });
        Assert.Contains(nameof(NeedsConnection), error.Message);
    }

    [Fact]
    public async Task The_context_says_which_transaction_step_and_attempt_it_is()
    {
        StepContext? seen = null;
        var definition = Transaction.Define<int>("t", 3).Step("one", (n, step) => { seen = step; return n; }).Build();
        await using var tale = TaleSystem.Start(definition);

        await tale.Client.RunAsync(
            definition, 0, new StartOptions { TransactionId = "t1", Headers = StartOptionsHeaders("tenant", "blue") }).WaitAsync(TaleSystem.Patience);

        Assert.Equal(
            ("t1", "t", 3, "one", "t1/one/execute", 1),
            (seen!.TransactionId, seen.Definition, seen.Version, seen.Step, seen.IdempotencyKey, seen.Attempt));
        Assert.Equal("blue", seen.Headers["tenant"]);
    }

    private static System.Collections.Immutable.ImmutableDictionary<string, string> StartOptionsHeaders(string name, string value) =>
        System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add(name, value);
}

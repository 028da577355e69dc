using Microsoft.Extensions.DependencyInjection;
using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Definitions;

/// <summary>What can be known about making a step before it is made, and what it looks like when it cannot be made after all.</summary>
public sealed class ConstructionTests
{
    [Fact]
    public void F57_a_service_that_nobody_provides_is_found_without_making_anything()
    {
        var problem = Assert.Single(StartProblems<NeedsClock>(new ServiceCollection()));
        Assert.Equal("NeedsClock needs TimeProvider, which no service provides; register it", problem);
        Assert.Empty(StartProblems<NeedsClock>(new ServiceCollection().AddSingleton(TimeProvider.System)));
    }

    [Fact]
    public void F57_every_missing_service_is_named() => Assert.Equal(2, StartProblems<NeedsTwo>(new ServiceCollection()).Count);

    [Fact]
    public void F57_a_keyed_service_is_looked_for_under_its_key()
    {
        Assert.Contains("needs TimeProvider 'blue'", Assert.Single(
            StartProblems<NeedsKeyed>(new ServiceCollection().AddKeyedSingleton("red", TimeProvider.System))), StringComparison.Ordinal);
        Assert.Empty(StartProblems<NeedsKeyed>(new ServiceCollection().AddKeyedSingleton("blue", TimeProvider.System)));
    }

    [Fact]
    public void F57_what_a_container_gives_by_itself_is_not_missing() =>
        Assert.Empty(StartProblems<NeedsTheContainer>(new ServiceCollection()));

    [Fact]
    public void F57_a_step_with_a_registration_of_its_own_is_that_registration_s_matter() =>
        Assert.Empty(StartProblems<NeedsClock>(new ServiceCollection().AddScoped(_ => new NeedsClock(TimeProvider.System))));

    [Fact]
    public void F57_without_services_a_constructor_without_parameters_is_needed()
    {
        Assert.Contains(
            "NeedsClock needs TimeProvider, but Tale runs without services",
            Assert.Single(StartProblems<NeedsClock>(null)),
            StringComparison.Ordinal);
        Assert.Empty(StartProblems<DebitCustomerBalance>(null));
        Assert.Empty(StartProblems<NeedsNothing>(null));
    }

    [Fact]
    public void F57_constructors_that_leave_no_choice_or_too_many_are_found()
    {
        Assert.Equal("Hidden has no public constructor", Assert.Single(StartProblems<Hidden>(new ServiceCollection())));
        Assert.Contains(
            "[ActivatorUtilitiesConstructor]", Assert.Single(StartProblems<Ambiguous>(new ServiceCollection())), StringComparison.Ordinal);
        Assert.Empty(StartProblems<Marked>(new ServiceCollection()));
        Assert.Contains("is abstract", Assert.Single(StartProblems<AbstractStep>(new ServiceCollection())), StringComparison.Ordinal);
    }

    [Fact]
    public void F57_a_container_that_does_not_say_what_it_has_is_not_accused() =>
        Assert.Empty(new ClassStepCode<NeedsClock, Order, Order>().StartProblems(new Silent()));

    [Fact]
    public void F57_a_function_and_an_instance_are_there_already()
    {
        var definition = Transaction.Define<Order>("t").Step("a", (_, _) => { }).Step(new DebitCustomerBalance()).Build();
        Assert.All(definition.Root.Children, node => Assert.Empty(((StepBody.Code)((StepNode)node).Body).Run.StartProblems(null)));
    }

    /// <summary>The check looks at constructors itself; here the container confirms what it says.</summary>
    [Fact]
    public async Task F57_what_is_found_at_start_is_what_fails_at_run_time()
    {
        await using var empty = new ServiceCollection().BuildServiceProvider();
        foreach (var services in new IServiceProvider?[] { empty, null })
        {
            await Agrees(new ClassStepCode<NeedsClock, Order, Order>(), services);
            await Agrees(new ClassStepCode<NeedsTwo, Order, Order>(), services);
            await Agrees(new ClassStepCode<NeedsKeyed, Order, Order>(), services);
            await Agrees(new ClassStepCode<NeedsNothing, Order, Order>(), services);
            await Agrees(new ClassStepCode<Hidden, Order, Order>(), services);
            await Agrees(new ClassStepCode<Ambiguous, Order, Order>(), services);
            await Agrees(new ClassStepCode<Marked, Order, Order>(), services);
            await Agrees(new ClassStepCode<DebitCustomerBalance, Order, Order>(), services);
        }
        await Agrees(new ClassStepCode<NeedsTheContainer, Order, Order>(), empty);
    }

    [Fact]
    public async Task F57_a_constructor_that_throws_is_no_error_of_the_step_s_code_in_either_direction()
    {
        var code = new ClassStepCode<Breaks, Order, Order>();
        Assert.Empty(code.StartProblems(null));
        var executing = await Assert.ThrowsAsync<StepNotMadeException>(
            async () => await code.ExecuteAsync(null, [new Order(1)], [], Context()));
        var undoing = await Assert.ThrowsAsync<StepNotMadeException>(() => code.CompensateAsync(null, new Order(1), Context()));
        Assert.All([executing, undoing], error => Assert.Equal("The step class Breaks could not be made: no connection", error.Message));
        Assert.All([executing, undoing], error => Assert.IsType<IOException>(error.InnerException));
    }

    [Fact]
    public async Task F57_a_constructor_s_error_may_have_no_message() => Assert.EndsWith("could not be made: Mute", (
        await Assert.ThrowsAsync<StepNotMadeException>(async () => await new ClassStepCode<BreaksMutely, Order, Order>().ExecuteAsync(null, [new Order(1)], [], Context()))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task An_error_of_the_step_s_own_code_is_its_own()
    {
        await Assert.ThrowsAsync<IOException>(
            async () => await new ClassStepCode<Fails, Order, Order>().ExecuteAsync(null, [new Order(1)], [], Context()));
        await Assert.ThrowsAsync<IOException>(
            () => new ClassStepCode<Fails, Order, Order>().CompensateAsync(null, new Order(1), Context()));
    }

    [Fact]
    public void The_services_of_an_attempt_are_those_that_were_given_and_without_any_the_error_says_what_to_do()
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        Assert.Same(services, Context(services).Services);
        var error = Assert.Throws<InvalidOperationException>(() => Context().Services);
        Assert.Contains("step 's' asks for services, but Tale runs without any", error.Message, StringComparison.Ordinal);
    }

    private static async Task Agrees(StepCode code, IServiceProvider? services)
    {
        var error = await Record.ExceptionAsync(async () => await code.ExecuteAsync(services, [new Order(1)], [], Context()));
        Assert.Equal(code.StartProblems(services).Any(), error is StepNotMadeException);
    }

    private static StepContext Context(IServiceProvider? services = null) =>
        new() { TransactionId = "t-1", Definition = "t", Version = 1, Step = "s", IdempotencyKey = "k", Attempt = 1, Services = services };

    private static IReadOnlyList<string> StartProblems<TStep>(IServiceCollection? services)
        where TStep : class, IStep<Order, Order>
    {
        using var provider = services?.BuildServiceProvider();
        return [.. new ClassStepCode<TStep, Order, Order>().StartProblems(provider)];
    }

    internal abstract class Keeps : IStep<Order, Order>
    {
        public Task<Order> ExecuteAsync(Order state, StepContext step) => Task.FromResult(state);

        public Task CompensateAsync(Order output, StepContext step) => Task.CompletedTask;
    }

    internal sealed class NeedsClock : Keeps
    {
        public NeedsClock(TimeProvider clock) => ArgumentNullException.ThrowIfNull(clock);
    }

    internal sealed class NeedsTwo : Keeps
    {
        public NeedsTwo(TimeProvider clock, Stream stream, string? note = null) => _ = (clock, stream, note);
    }

    internal sealed class NeedsKeyed : Keeps
    {
        public NeedsKeyed([FromKeyedServices("blue")] TimeProvider clock) => ArgumentNullException.ThrowIfNull(clock);
    }

    internal sealed class NeedsTheContainer : Keeps
    {
        public NeedsTheContainer(IServiceProvider services, IServiceScopeFactory scopes, IEnumerable<TimeProvider> clocks) =>
            _ = (services, scopes, clocks);
    }

    internal sealed class NeedsNothing : Keeps
    {
        public NeedsNothing(int retries = 3) => _ = retries;
    }

    internal sealed class Hidden : Keeps
    {
        private Hidden()
        {
        }
    }

    internal sealed class Ambiguous : Keeps
    {
        public Ambiguous()
        {
        }

        public Ambiguous(TimeProvider clock) => _ = clock;
    }

    internal sealed class Marked : Keeps
    {
        [ActivatorUtilitiesConstructor]
        public Marked()
        {
        }

        public Marked(TimeProvider clock) => _ = clock;
    }

    internal sealed class Breaks : Keeps
    {
        public Breaks() => throw new IOException("no connection");
    }

    internal sealed class BreaksMutely : Keeps
    {
        public BreaksMutely() => throw new Mute();
    }

    internal sealed class Fails : IStep<Order, Order>
    {
        public Task<Order> ExecuteAsync(Order state, StepContext step) => throw new IOException("no");

        public Task CompensateAsync(Order output, StepContext step) => throw new IOException("no");
    }

    private sealed class Mute : Exception
    {
        public override string Message => throw new InvalidOperationException("not even that");
    }

    private sealed class Silent : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}

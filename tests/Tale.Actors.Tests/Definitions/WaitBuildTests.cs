using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Definitions;

/// <summary>What a wait can be, and what it cannot.</summary>
public sealed class WaitBuildTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3651)]
    public void A_time_that_is_none_is_refused(int days)
    {
        Refuses("step 'go': the timeout is", Begin().WaitFor("go", TimeSpan.FromDays(days)));
        Refuses("step 'pause': the delay is", Begin().Delay("pause", TimeSpan.FromDays(days)));
    }

    [Fact]
    public void A_policy_that_is_none_is_refused() => Refuses(
        "step 'go': 9 is no policy for waits that time out", Begin().WaitFor("go", Hour, (WaitTimeoutPolicy)9));

    [Theory]
    [InlineData(WaitTimeoutPolicy.Suspend)]
    [InlineData(WaitTimeoutPolicy.Continue)]
    public void What_follows_when_the_time_is_over_needs_a_time(WaitTimeoutPolicy policy) => Refuses(
        $"step 'go': it says {policy} for when its signal has not come in time, but waits for ever; give it a timeout",
        Begin().WaitFor("go", onTimeout: policy));

    [Fact]
    public void One_that_goes_on_without_its_signal_has_a_state_to_go_on_with()
    {
        Refuses(
            "step 'go' goes on without its signal when that does not come in time, but has no Receipt to go on with",
            Begin().WaitFor("go", (Order order, Answer _) => new Receipt($"{order.Id}"), Hour, WaitTimeoutPolicy.Continue));
        Begin().WaitFor("go", (Order order, Answer _) => order, Hour, WaitTimeoutPolicy.Continue).Build();
    }

    [Fact]
    public void Payloads_of_one_signal_have_one_type() => Refuses(
        "the signal 'go' has payloads of different types, Answer, Receipt; give each a name of its own",
        Begin().WaitFor("go", (Order order, Answer _) => order)
            .Sequence("later", s => s.WaitFor("go", (Order order, Receipt _) => order)));

    [Fact]
    public void A_payload_has_to_be_stored_like_any_state() => Refuses(
        "the state type Object says nothing about its content", Begin().WaitFor("go", (Order order, object _) => order));

    [Fact]
    public void Past_the_pivot_a_wait_that_can_end_says_how_it_goes_on() => Refuses(
        "step 'go' follows the pivot 'a', where nothing is undone any more",
        Begin().Step("a", (Order _) => { }, step => step.Pivot()).WaitFor("go", Hour));

    [Fact]
    public void Its_kind_and_its_payload_are_in_the_fingerprint_and_its_time_is_not()
    {
        string[] hashes =
        [
            Begin().WaitFor("go").Build().Hash,
            Begin().WaitFor("go", (Order order, Answer _) => order).Build().Hash,
            Begin().WaitFor("go", (Order order, Receipt _) => order).Build().Hash,
            Begin().Delay("go", Hour).Build().Hash,
            Begin().Step("go", (Order _) => { }).Build().Hash,
        ];
        Assert.Equal(hashes.Distinct(), hashes);
        Assert.Equal(hashes[0], Begin().WaitFor("go", Hour, WaitTimeoutPolicy.Suspend).Build().Hash);
        Assert.Equal(hashes[3], Begin().Delay("go", 2 * Hour).Build().Hash);
    }

    [Fact]
    public void The_type_of_a_payload_is_known()
    {
        var definition = Begin().WaitFor("go", (Order order, Answer _) => order).WaitFor("stop").Build();
        Assert.Equal(typeof(Answer), definition.PayloadTypeOf("go"));
        Assert.Null(definition.PayloadTypeOf("stop"));
        Assert.Null(definition.PayloadTypeOf("none"));
    }

    private static TransactionBuilder<Order, Order> Begin() => Transaction.Define<Order>("t").Step("first", (Order _) => { });

    private static void Refuses<TIn, TOut>(string problem, TransactionBuilder<TIn, TOut> builder) => Assert.Contains(
        problem, Assert.Single(Assert.Throws<InvalidTransactionDefinitionException>(() => builder.Build()).Problems), StringComparison.Ordinal);

    private sealed record Answer(string By);
}

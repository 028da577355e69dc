using System.Text;
using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Support;

namespace Tale.Actors.Tests.Failures;

/// <summary>F52, F53: a transaction of the version before the deploy, asked for after it.</summary>
public sealed class AfterADeployTests
{
    private static readonly TransactionDefinition<Order, int> Before = Transaction.Define<Order>("order")
        .Step("count", order => order.Id + 1).Step("more", (int n) => n + 1).Build();

    /// <summary>The same name and version, another shape.</summary>
    private static readonly TransactionDefinition<Order, int> Changed = Transaction.Define<Order>("order")
        .Step("other", order => order.Id).Build();

    private static readonly TransactionDefinition<int, int> Unrelated = Transaction.Define<int>("unrelated").Step("one", n => n).Build();

    [Fact]
    public async Task F52_the_result_of_a_transaction_whose_definition_has_changed_is_answered()
    {
        await using var tale = await DeployedAsync(Changed);

        Assert.Equal(9, (await tale.RunAsync(Changed, new Order(7, "x", 499), "t1")).Result);

        Assert.Equal("9", Text(((TransactionCompleted)(await tale.Client.WatchAsync("t1"))!).Result));
        Assert.Equal("9", Text((await tale.ViewAsync("t1")).Result));
    }

    [Fact]
    public async Task F52_the_result_of_a_transaction_whose_definition_is_gone_is_answered_as_it_is_stored()
    {
        await using var tale = await DeployedAsync(Unrelated);

        var outcome = await tale.Client.WatchAsync("t1").WaitAsync(TaleSystem.Patience);

        Assert.Equal("9", Text(Assert.IsType<TransactionCompleted>(outcome).Result));
    }

    [Fact]
    public async Task F52_what_was_undone_under_a_definition_that_is_gone_says_why()
    {
        var fails = Transaction.Define<Order>("order").Step("one", order => order).Undo(_ => { })
            .Step("two", (Order order) => order.Id < 0 ? order : throw new InvalidOperationException("sold out")).Build();
        await using var tale = await DeployedAsync(fails, Unrelated);

        var outcome = Assert.IsType<TransactionCompensated>(await tale.Client.WatchAsync("t1").WaitAsync(TaleSystem.Patience));

        Assert.Contains("sold out", outcome.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the definition is gone")]
    [InlineData("the state no longer fits")]
    public async Task F53_the_same_id_again_is_the_known_transaction_whatever_is_registered_today(string change)
    {
        var fitsNoMore = Transaction.Define<int>("order").Step("one", n => n).Build();
        var today = change == "the definition is gone" ? Unrelated : fitsNoMore;
        await using var tale = await DeployedAsync(Before, today);

        Assert.Equal(TransactionStatus.Completed, (await StartAgainAsync(tale, """{"id":7,"name":"x","price":499}""")).Status);
    }

    [Theory]
    [InlineData("""{"price":499,"name":"x","id":7}""")]
    [InlineData("""{"id":7,"name":"x","price":499.0}""")]
    [InlineData("""{ "id": 7, "name": "\u0078", "price": 4.99e2 }""")]
    public async Task F53_the_same_state_in_another_writing_is_the_same_start(string json)
    {
        await using var tale = await DeployedAsync(Before, Before);

        Assert.Equal(TransactionStatus.Completed, (await StartAgainAsync(tale, json)).Status);
    }

    [Theory]
    [InlineData("""{"id":7,"name":"x","price":500}""")]
    [InlineData("""{"id":7,"name":"X","price":499}""")]
    public async Task F53_another_state_is_a_conflict_also_when_its_definition_is_gone(string json)
    {
        await using var tale = await DeployedAsync(Before, Unrelated);

        var answer = await tale.Tale.Region.Ask<TransactionRejected>(Start(json), TaleSystem.Patience);

        Assert.Equal(RejectionReason.Conflict, answer.Reason);
    }

    /// <summary>A node with today's definitions, which finds the log of a transaction that ended under the definition before.</summary>
    private static async Task<TaleSystem> DeployedAsync(TransactionDefinition before, TransactionDefinition today)
    {
        await using var first = TaleSystem.Start(before);
        await first.Client.StartAsync("order", new Order(7, "x", 499), new StartOptions { TransactionId = "t1" });
        await first.Client.WatchAsync("t1").WaitAsync(TaleSystem.Patience);
        var node = TaleSystem.Start(today);
        await node.System.PlaceAsync("t1", first.Stored.LogOf("t1"));
        return node;
    }

    private static Task<TaleSystem> DeployedAsync(TransactionDefinition today) => DeployedAsync(Before, today);

    private static Task<TransactionAccepted> StartAgainAsync(TaleSystem tale, string json) =>
        tale.Tale.Region.Ask<TransactionAccepted>(Start(json), TaleSystem.Patience);

    private static StartTransaction Start(string json) =>
        new("t1", "order", new Payload("order", Encoding.UTF8.GetBytes(json))) { NotifyOutcome = false };

    private static string? Text(object? result) =>
        result is Payload payload ? Encoding.UTF8.GetString(payload.Data.Span) : result?.ToString();

    public sealed record Order(int Id, string Name, decimal Price);
}

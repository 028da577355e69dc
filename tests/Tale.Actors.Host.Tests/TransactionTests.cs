using System.Net;
using System.Text.Json;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>Starting and reading transactions over HTTP.</summary>
public sealed class TransactionTests(RunningNode node) : IClassFixture<RunningNode>, IAsyncLifetime
{
    private const string Path = "/transactions/book-holiday";

    public async Task InitializeAsync()
    {
        foreach (var service in new[] { "payments", "flights", "hotels", "mail" })
            await node.BehaveAsync(service);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_start_is_accepted_with_its_id_and_location()
    {
        var response = await node.PostAsync(Path, Start("accepted:1"));
        var body = await response.JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal("accepted:1", body.GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.OK, (await node.Http.GetAsync(response.Headers.Location)).StatusCode);
    }

    [Fact]
    public async Task A_start_without_an_id_gets_one()
    {
        var response = await node.PostAsync(Path, """{"state":{"customerId":"ada","amount":10}}""");
        var id = (await response.JsonAsync(HttpStatusCode.Accepted)).GetProperty("id").GetString();
        Assert.Equal($"/transactions/{id}", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_completed_transaction_shows_its_result_and_every_step()
    {
        var outcome = await (await node.PostAsync($"{Path}?wait=30s", Start("all-goes-well"))).JsonAsync(HttpStatusCode.OK);
        Assert.Equal("completed", outcome.GetProperty("status").GetString());
        Assert.Equal("ada", outcome.GetProperty("result").GetProperty("customerId").GetString());
        Assert.StartsWith("hotels-", outcome.GetProperty("result").GetProperty("hotelId").GetString(), StringComparison.Ordinal);

        var read = await node.GetAsync("/transactions/all-goes-well");
        Assert.Equal(outcome.GetRawText(), read.GetRawText());
        Assert.Equal("book-holiday", read.GetProperty("definition").GetString());
        Assert.Equal(1, read.GetProperty("version").GetInt32());
        Assert.Equal(JsonValueKind.Null, read.GetProperty("failure").ValueKind);
        Assert.Equal(
            ["debit-customer-balance succeeded 1", "book-flight succeeded 1", "book-hotel succeeded 1", "email-customer succeeded 1"],
            Steps(read));
        var flight = Step(read, "book-flight").GetProperty("output").GetProperty("flightId").GetString();
        Assert.StartsWith("flights-", flight, StringComparison.Ordinal);
        Assert.Empty(read.GetProperty("compensations").EnumerateArray());
    }

    [Fact]
    public async Task A_hotel_that_fails_twice_is_booked_on_the_third_attempt()
    {
        await node.BehaveAsync("hotels", failures: 2);
        var outcome = await (await node.PostAsync($"{Path}?wait=30s", Start("third-time-lucky"))).JsonAsync(HttpStatusCode.OK);
        Assert.Equal("completed", outcome.GetProperty("status").GetString());
        Assert.Equal(3, Step(outcome, "book-hotel").GetProperty("attempts").GetInt32());
        Assert.Contains("hotels book third-time-lucky/book-hotel/execute", await node.LedgersAsync());
    }

    [Fact]
    public async Task I6_A_mail_that_fails_for_good_undoes_everything_in_reverse_and_says_why()
    {
        await node.BehaveAsync("mail", failures: -1);
        var outcome = await (await node.PostAsync($"{Path}?wait=30s", Start("undone"))).JsonAsync(HttpStatusCode.OK);
        Assert.Equal("compensated", outcome.GetProperty("status").GetString());
        Assert.Equal(
            ["book-hotel", "book-flight", "debit-customer-balance"],
            outcome.GetProperty("compensations").EnumerateArray().Select(path => path.GetString()));
        Assert.Equal(
            ["debit-customer-balance compensated 1", "book-flight compensated 1", "book-hotel compensated 1", "email-customer failed 1"],
            Steps(outcome));
        var failure = outcome.GetProperty("failure").GetProperty("steps")[0].GetRawText();
        Assert.Contains("The mail service answered 503 to 'send': The service is out of order", failure, StringComparison.Ordinal);
        Assert.Equal(
            [
                "payments debit undone/debit-customer-balance/execute",
                "flights book undone/book-flight/execute",
                "hotels book undone/book-hotel/execute",
                "hotels cancel undone/book-hotel/compensate",
                "flights cancel undone/book-flight/compensate",
                "payments refund undone/debit-customer-balance/compensate",
            ],
            (await node.LedgersAsync()).Where(row => row.Contains(" undone/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_wait_that_is_over_before_the_outcome_is_answered_as_a_start()
    {
        await node.BehaveAsync("flights", delayMs: 60_000);
        var body = await (await node.PostAsync($"{Path}?wait=50ms", Start("slow"))).JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal("slow", body.GetProperty("id").GetString());
        Assert.Equal("running", (await node.GetAsync("/transactions/slow")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task F07_The_same_start_a_hundred_times_is_one_transaction()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => node.PostAsync($"{Path}?wait=30s", Start("repeated"))));
        foreach (var answer in answers)
            Assert.Equal("completed", (await answer.JsonAsync(HttpStatusCode.OK)).GetProperty("status").GetString());
        Assert.Equal(4, (await node.LedgersAsync()).Count(row => row.Contains(" repeated/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task F08_The_same_id_with_another_state_is_a_conflict()
    {
        await (await node.PostAsync($"{Path}?wait=30s", Start("taken"))).JsonAsync(HttpStatusCode.OK);
        var response = await node.PostAsync(Path, """{"id":"taken","state":{"customerId":"bob","amount":10}}""");
        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.Conflict);
        Assert.Equal("conflict", problem.GetProperty("reason").GetString());
        Assert.Equal("ada", (await node.GetAsync("/transactions/taken")).GetProperty("result").GetProperty("customerId").GetString());
    }

    [Fact]
    public async Task An_idempotency_key_is_the_id()
    {
        var response = await node.PostAsync(Path, """{"state":{"customerId":"ada","amount":10}}""", idempotencyKey: "key-1");
        Assert.Equal("key-1", (await response.JsonAsync(HttpStatusCode.Accepted)).GetProperty("id").GetString());
        var same = await node.PostAsync(Path, Start("key-1"), idempotencyKey: "key-1");
        Assert.Equal("key-1", (await same.JsonAsync(HttpStatusCode.Accepted)).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("/transactions/nobody-knows-me")]
    [InlineData("/transactions/not%20an%20id")]
    public async Task A_transaction_that_does_not_exist_is_not_found(string path) =>
        await (await node.Http.GetAsync(path)).ShouldBeProblemAsync(HttpStatusCode.NotFound);

    private static string Start(string id) => $$$"""{"id":"{{{id}}}","state":{"customerId":"ada","amount":10}}""";

    private static IEnumerable<string> Steps(JsonElement transaction) => transaction.GetProperty("steps").EnumerateArray()
        .Select(step => $"{step.GetProperty("path")} {step.GetProperty("status")} {step.GetProperty("attempts")}");

    private static JsonElement Step(JsonElement transaction, string path) =>
        transaction.GetProperty("steps").EnumerateArray().Single(step => step.GetProperty("path").GetString() == path);
}

using System.Net;
using System.Text.Json;
using Akka.Actor;
using Microsoft.Extensions.Logging.Abstractions;
using Tale.Actors.Definitions;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>Reading one transaction: at once or when it has ended, with what its steps put out or without.</summary>
public sealed class ReadTests(RunningNode node) : IClassFixture<RunningNode>, IAsyncLifetime
{
    private const string Path = "/transactions/book-holiday";

    public async Task InitializeAsync()
    {
        foreach (var service in new[] { "payments", "flights", "hotels", "mail" })
            await node.BehaveAsync(service);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_read_that_waits_is_answered_with_the_outcome()
    {
        await node.BehaveAsync("flights", delayMs: 300);
        await (await StartAsync("waited-for")).JsonAsync(HttpStatusCode.Accepted);

        var view = await (await node.Http.GetAsync("/transactions/waited-for?wait=60s")).JsonAsync(HttpStatusCode.OK);

        Assert.Equal("completed", view.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_wait_that_is_over_first_is_answered_with_how_things_stand()
    {
        await node.BehaveAsync("flights", delayMs: 60_000);
        await (await StartAsync("not-waited-for")).JsonAsync(HttpStatusCode.Accepted);

        JsonElement view, flight;
        do
        {
            // On a busy machine the step before may still be under way when the first wait is over.
            view = await (await node.Http.GetAsync("/transactions/not-waited-for?wait=50ms")).JsonAsync(HttpStatusCode.OK);
            Assert.Equal("running", view.GetProperty("status").GetString());
            flight = view.GetProperty("steps").EnumerateArray().Single(step => step.GetProperty("path").GetString() == "book-flight");
        }
        while (flight.GetProperty("status").GetString() == "pending");

        Assert.Equal(1, flight.GetProperty("running").GetProperty("attempt").GetInt32());
        Assert.True(flight.GetProperty("running").GetProperty("startedAt").GetDateTimeOffset() >= view.GetProperty("startedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_wait_ends_when_the_transaction_is_suspended()
    {
        var suspends = Transaction.Define<int>("suspends")
            .Step("charge", int (int _) => throw new InvalidOperationException("no"), step => step.Decide(_ => Directive.Escalate)).Build();
        await using var other = await BareNode.StartAsync(NullLoggerProvider.Instance, suspends);

        var view = await (await other.PostAsync("/transactions/suspends?wait=60s", """{"state":1}""")).JsonAsync(HttpStatusCode.OK);

        Assert.Contains("'charge'", view.GetProperty("suspendedReason").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, view.GetProperty("endedAt").ValueKind);
    }

    [Theory]
    [InlineData("/transactions/nobody?wait=60s", HttpStatusCode.NotFound, "unknown-transaction")]
    [InlineData("/transactions/nobody?wait=soon", HttpStatusCode.BadRequest, "invalid-wait")]
    [InlineData("/transactions/nobody?outputs=no", HttpStatusCode.BadRequest, "invalid-outputs")]
    public async Task A_read_of_nothing_or_with_nonsense_does_not_wait(string path, HttpStatusCode status, string reason)
    {
        var problem = await (await node.Http.GetAsync(path)).ShouldBeProblemAsync(status);
        Assert.Equal(reason, problem.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Outputs_of_steps_are_left_out_when_they_are_not_wanted()
    {
        var started = await (await StartAsync("outputs", "?wait=60s&outputs=false")).JsonAsync(HttpStatusCode.OK);
        var without = await node.GetAsync("/transactions/outputs?outputs=false");
        var with = await node.GetAsync("/transactions/outputs?outputs=true");

        Assert.Equal([JsonValueKind.Null], Outputs(started).Distinct());
        Assert.Equal([JsonValueKind.Null], Outputs(without).Distinct());
        Assert.Equal([JsonValueKind.Object], Outputs(with).Distinct());
        Assert.Equal("ada", without.GetProperty("result").GetProperty("customerId").GetString());
    }

    private Task<HttpResponseMessage> StartAsync(string id, string query = "") =>
        node.PostAsync(Path + query, $$$"""{"id":"{{{id}}}","state":{"customerId":"ada","amount":10}}""");

    private static IEnumerable<JsonValueKind> Outputs(JsonElement view) =>
        view.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("output").ValueKind);
}

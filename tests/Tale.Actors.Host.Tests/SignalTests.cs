using System.Net;
using System.Text.Json;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>Signals over HTTP, to the sample that waits for an approval.</summary>
public sealed class SignalTests : IAsyncLifetime
{
    private const string Granted = """{"id":"mail-17","payload":{"by":"grace","isGranted":true}}""";

    private readonly RunningNode _node = new();
    private readonly string[] _travellers = ["ada", "bob", "cem"];

    public Task InitializeAsync() => _node.InitializeAsync();

    public Task DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task A_trip_waits_for_its_approval_through_a_restart_and_then_goes_on()
    {
        await WaitingAsync();
        await _node.RestartAsync();
        var step = Step(await _node.GetAsync("/transactions/trip-1"), "approval");
        Assert.Equal(("waiting", "approval"), (Text(step, "status"), Text(step, "signal")));

        var answer = await _node.PostAsync("/transactions/trip-1/signals/approval", Granted);
        Assert.Equal("running", Text(await answer.JsonAsync(HttpStatusCode.OK), "status"));
        await UntilAsync(view => Text(view, "status") == "completed");

        var ledgers = await _node.LedgersAsync();
        Assert.Contains("payments debit trip-1/pay-trip/execute", ledgers);
        Assert.Contains("hotels book trip-1:stay/book-hotel/execute", ledgers);
        for (var i = 0; i < _travellers.Length; i++)
            Assert.Contains($"flights book trip-1/travellers/{i}/book-flight/execute", ledgers);
        Assert.Equal("completed", Text(await _node.GetAsync("/transactions/trip-1:stay"), "status"));
        // The same signal again shows what has become of it.
        var again = await _node.PostAsync("/transactions/trip-1/signals/approval", Granted);
        Assert.Equal("completed", Text(await again.JsonAsync(HttpStatusCode.OK), "status"));
        // Another one has done nothing, and is not to believe that it has.
        var late = await _node.PostAsync("/transactions/trip-1/signals/approval", Granted.Replace("mail-17", "mail-18", StringComparison.Ordinal));
        var problem = await late.ShouldBeProblemAsync(HttpStatusCode.Conflict);
        Assert.Equal("not-allowed", Text(problem, "reason"));
        Assert.Contains("it is Completed, and nothing was done", Text(problem, "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trip_that_is_not_approved_is_undone_and_says_why()
    {
        await WaitingAsync();

        await _node.PostAsync("/transactions/trip-1/signals/approval", """{"id":"mail-17","payload":{"by":"grace","isGranted":false}}""");

        var ended = await UntilAsync(view => Text(view, "status") == "compensated");
        Assert.Contains(
            "grace did not approve the trip", ended.GetProperty("failure").GetProperty("message").GetString(), StringComparison.Ordinal);
        var ledgers = await _node.LedgersAsync();
        Assert.Contains("hotels cancel trip-1:stay/book-hotel/compensate", ledgers);
        for (var i = 0; i < _travellers.Length; i++)
            Assert.Contains($"flights cancel trip-1/travellers/{i}/book-flight/compensate", ledgers);
    }

    [Theory]
    [InlineData("approval", """{"id":"s-1","payload":{"by":"grace"}}""", HttpStatusCode.BadRequest, "payload-does-not-fit")]
    [InlineData("approval", """{"id":"s-1"}""", HttpStatusCode.BadRequest, "invalid-command")]
    [InlineData("approval", """{"payload":{"by":"grace","isGranted":true}}""", HttpStatusCode.BadRequest, "bad-json")]
    [InlineData("approval", """{"id":"no id","payload":{"by":"grace","isGranted":true}}""", HttpStatusCode.BadRequest, "invalid-command")]
    [InlineData("aproval", Granted, HttpStatusCode.Conflict, "not-allowed")]
    public async Task What_is_wrong_with_a_signal_is_said(string name, string body, HttpStatusCode status, string reason)
    {
        await WaitingAsync();

        var problem = await (await _node.PostAsync($"/transactions/trip-1/signals/{name}", body)).ShouldBeProblemAsync(status);

        Assert.Equal(reason, Text(problem, "reason"));
        Assert.Equal("waiting", Text(Step(await _node.GetAsync("/transactions/trip-1"), "approval"), "status"));
    }

    [Fact]
    public async Task A_signal_to_a_transaction_that_does_not_exist_is_not_found()
    {
        var problem = await (await _node.PostAsync("/transactions/trip-1/signals/approval", Granted)).ShouldBeProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal("unknown-transaction", Text(problem, "reason"));
    }

    private async Task WaitingAsync()
    {
        var start = await _node.PostAsync("/transactions/plan-trip", JsonSerializer.Serialize(
            new { id = "trip-1", state = new { customerId = "ada", amount = 10, travellers = _travellers } }));
        await start.JsonAsync(HttpStatusCode.Accepted);
        await UntilAsync(view => Text(Step(view, "approval"), "status") == "waiting");
    }

    private async Task<JsonElement> UntilAsync(Func<JsonElement, bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var view = await _node.GetAsync("/transactions/trip-1");
            if (condition(view))
                return view;
            Assert.False(patience.IsCancellationRequested, view.GetRawText());
            await Task.Delay(10);
        }
    }

    private static JsonElement Step(JsonElement view, string path) =>
        view.GetProperty("steps").EnumerateArray().Single(step => Text(step, "path") == path);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}

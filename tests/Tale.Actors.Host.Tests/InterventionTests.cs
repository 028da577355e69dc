using System.Net;
using System.Text;
using System.Text.Json;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>People cancel transactions and operators move them, over HTTP.</summary>
public sealed class InterventionTests : IAsyncLifetime
{
    private const string Start = """{"id":"h-1","state":{"customerId":"ada","amount":10}}""";
    private const string Because = """{"reason":"seen on the hotel's own page"}""";

    private readonly RunningNode _node = new();

    public Task InitializeAsync() => _node.InitializeAsync();

    public Task DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task A_transaction_that_is_cancelled_in_the_middle_is_undone_and_says_why()
    {
        await _node.BehaveAsync("flights", delayMs: 60_000);
        await StartAsync();
        await UntilAsync(view => StepIs(view, "book-flight", "running"));

        var answer = await OperateAsync("cancel", """{"reason":"the customer changed her mind"}""");
        // The flight's call is told, and waited for.
        Assert.Contains(Text(await answer.JsonAsync(HttpStatusCode.OK), "status"), new[] { "running", "compensating" });

        await _node.BehaveAsync("flights");
        var ended = await UntilAsync(view => Is(view, "compensated"));
        Assert.Contains("grace: the customer changed her mind", ended.GetProperty("failure").GetProperty("message").GetString(), StringComparison.Ordinal);
        var ledgers = await _node.LedgersAsync();
        Assert.Contains("payments refund h-1/debit-customer-balance/compensate", ledgers);
        Assert.DoesNotContain(ledgers, row => row.StartsWith("hotels", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancel_that_comes_too_late_shows_the_outcome_that_stands()
    {
        await StartAsync();
        await UntilAsync(view => Is(view, "completed"));

        var answer = await _node.PostAsync("/transactions/h-1/cancel", """{"reason":"too late"}""");

        Assert.Equal("completed", (await answer.JsonAsync(HttpStatusCode.OK)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_command_that_comes_too_late_is_refused()
    {
        await StartAsync();
        await UntilAsync(view => Is(view, "completed"));

        var problem = await (await OperateAsync("retry", Because)).ShouldBeProblemAsync(HttpStatusCode.Conflict);

        Assert.Equal("not-allowed", Text(problem, "reason"));
        Assert.Contains("it is Completed, and nothing was done", Text(problem, "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_says_that_a_stuck_undo_was_done_by_hand_and_the_others_follow()
    {
        var waiting = await WithAHotelThatCannotBeCancelledAsync();
        var revision = waiting.GetProperty("revision").GetInt64();

        var answer = await OperateAsync("steps/book-hotel/assume-succeeded", Because, key: "op-1", ifMatch: $"\"{revision}\"");
        var view = await answer.JsonAsync(HttpStatusCode.OK);
        Assert.Equal($"\"{view.GetProperty("revision").GetInt64()}\"", answer.Headers.ETag!.Tag);
        var again = await OperateAsync("steps/book-hotel/assume-succeeded", Because, key: "op-1");
        await again.JsonAsync(HttpStatusCode.OK);

        var ended = await UntilAsync(seen => Is(seen, "compensated"));
        var done = Assert.Single(ended.GetProperty("interventions").EnumerateArray());
        Assert.Equal(
            ("op-1", "assume-succeeded", "book-hotel", "grace", "seen on the hotel's own page"),
            (Text(done, "commandId"), Text(done, "action"), Text(done, "step"), Text(done, "who"), Text(done, "why")));
        var ledgers = await _node.LedgersAsync();
        Assert.DoesNotContain(ledgers, row => row.StartsWith("hotels cancel", StringComparison.Ordinal));
        Assert.Contains("payments refund h-1/debit-customer-balance/compensate", ledgers);
    }

    [Fact]
    public async Task A_call_that_does_not_come_back_is_waited_for_no_longer_and_the_transaction_goes_back()
    {
        await _node.BehaveAsync("flights", delayMs: 600_000);
        await StartAsync();
        await UntilAsync(view => StepIs(view, "book-flight", "running"));

        var view = await (await OperateAsync("steps/book-flight/abandon", Because)).JsonAsync(HttpStatusCode.OK);
        Assert.Equal("suspended", Text(view, "status"));
        await _node.BehaveAsync("flights");
        await (await OperateAsync("compensate", Because)).JsonAsync(HttpStatusCode.OK);

        var ended = await UntilAsync(seen => Is(seen, "compensated"));
        Assert.Equal(["abandon", "compensate"], ended.GetProperty("interventions").EnumerateArray().Select(done => Text(done, "action")));
        Assert.Contains("payments refund h-1/debit-customer-balance/compensate", await _node.LedgersAsync());
    }

    [Fact]
    public async Task What_has_completed_is_undone_when_somebody_says_so()
    {
        await StartAsync();
        await UntilAsync(view => Is(view, "completed"));

        var refused = await (await OperateAsync("compensate", Because, ifMatch: "\"7\"")).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal("invalid-if-match", Text(refused, "reason"));
        var nobody = await (await OperateAsync("compensate", Because, who: null)).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Contains("send the header Tale-Operator", Text(nobody, "detail"), StringComparison.Ordinal);
        await (await OperateAsync("compensate", Because)).JsonAsync(HttpStatusCode.OK);

        var ended = await UntilAsync(view => Is(view, "compensated"));
        Assert.Contains(
            "Undone after it had completed: grace: seen on the hotel's own page", ended.GetProperty("failure").GetProperty("message").GetString(),
            StringComparison.Ordinal);
        Assert.Contains("payments refund h-1/debit-customer-balance/compensate", await _node.LedgersAsync());
        Assert.Equal("compensated", Text(await (await OperateAsync("compensate", Because)).JsonAsync(HttpStatusCode.OK), "status"));
    }

    [Fact]
    public async Task Whoever_asks_for_an_undo_again_while_it_is_under_way_is_told_how_it_stands()
    {
        await StartAsync();
        await UntilAsync(view => Is(view, "completed"));
        await _node.BehaveAsync("hotels", failures: -1);
        await (await OperateAsync("compensate", Because, key: "undo-1")).JsonAsync(HttpStatusCode.OK);

        var again = await (await OperateAsync("compensate", Because, key: "undo-1")).JsonAsync(HttpStatusCode.OK);

        Assert.Equal("compensating", Text(again, "status"));
        await _node.BehaveAsync("hotels");
        await UntilAsync(view => Is(view, "compensated"));
    }

    [Fact]
    public async Task An_operator_has_a_waiting_undo_tried_at_once()
    {
        await WithAHotelThatCannotBeCancelledAsync();
        await _node.BehaveAsync("hotels");

        await (await OperateAsync("retry", Because)).JsonAsync(HttpStatusCode.OK);

        await UntilAsync(view => Is(view, "compensated"));
        Assert.Contains("hotels cancel h-1/book-hotel/compensate", await _node.LedgersAsync());
    }

    [Theory]
    [InlineData("steps/book-flight/retry", Because, HttpStatusCode.Conflict, "not-allowed")]
    [InlineData("steps/book-flight/abandon", Because, HttpStatusCode.Conflict, "not-allowed")]
    [InlineData("steps/no-such-step/retry", Because, HttpStatusCode.Conflict, "not-allowed")]
    [InlineData("steps/book-hotel/skip", Because, HttpStatusCode.Conflict, "not-allowed")]
    [InlineData("steps/book-hotel/assume-failed", Because, HttpStatusCode.Conflict, "not-allowed")]
    [InlineData("compensate", Because, HttpStatusCode.Conflict, "not-allowed")]
    [InlineData("give-up", Because, HttpStatusCode.Conflict, "not-allowed")]
    [InlineData("steps/book-hotel/assume-succeeded", """{"reason":"r","output":{"amount":"ten"}}""", HttpStatusCode.BadRequest, "output-does-not-fit")]
    [InlineData("retry", """{"reason":""}""", HttpStatusCode.BadRequest, "invalid-command")]
    [InlineData("retry", """{"reason":"r","output":1}""", HttpStatusCode.BadRequest, "bad-json")]
    [InlineData("retry", """{}""", HttpStatusCode.BadRequest, "bad-json")]
    public async Task What_makes_no_sense_is_refused_with_the_reason_and_changes_nothing(
        string path, string body, HttpStatusCode status, string reason)
    {
        var before = await WithAHotelThatCannotBeCancelledAsync();

        var problem = await (await OperateAsync(path, body)).ShouldBeProblemAsync(status);

        Assert.Equal(reason, Text(problem, "reason"));
        Assert.Equal(0, (await _node.GetAsync("/transactions/h-1")).GetProperty("interventions").GetArrayLength());
        Assert.NotEqual(0, before.GetProperty("revision").GetInt64());
    }

    [Fact]
    public async Task Who_decides_has_to_be_said_and_a_revision_has_to_be_one()
    {
        await WithAHotelThatCannotBeCancelledAsync();

        var nobody = await (await OperateAsync("retry", Because, who: null)).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Contains("Say who decides it: send the header Tale-Operator", Text(nobody, "detail"), StringComparison.Ordinal);
        var old = await (await OperateAsync("retry", Because, ifMatch: "\"1\"")).ShouldBeProblemAsync(HttpStatusCode.PreconditionFailed);
        Assert.Equal("revision-changed", Text(old, "reason"));
        var bad = await (await OperateAsync("retry", Because, ifMatch: "W/\"1\"")).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        Assert.Equal("invalid-if-match", Text(bad, "reason"));
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("retry")]
    [InlineData("steps/book-hotel/skip")]
    [InlineData("steps/book-hotel/assume-succeeded")]
    public async Task There_is_nothing_to_be_done_to_a_transaction_that_does_not_exist(string path)
    {
        var problem = await (await OperateAsync(path, Because)).ShouldBeProblemAsync(HttpStatusCode.NotFound);
        Assert.Equal("unknown-transaction", Text(problem, "reason"));
    }

    /// <summary>The mail has failed for good, and the undo of the hotel, which has failed once, waits to be tried again.</summary>
    private async Task<JsonElement> WithAHotelThatCannotBeCancelledAsync()
    {
        await _node.BehaveAsync("mail", delayMs: 1_500, failures: -1);
        await StartAsync();
        await UntilAsync(view => StepIs(view, "email-customer", "running"));
        await _node.BehaveAsync("hotels", failures: -1);
        return await UntilAsync(view => StepIs(view, "book-hotel", "compensating")
            && view.GetProperty("steps").EnumerateArray().Any(step => Text(step, "path") == "book-hotel"
                && step.GetProperty("compensationAttempts").GetInt32() >= 4));
    }

    private async Task StartAsync() =>
        await (await _node.PostAsync("/transactions/book-holiday", Start)).JsonAsync(HttpStatusCode.Accepted);

    private async Task<HttpResponseMessage> OperateAsync(
        string path, string body, string? who = "grace", string? key = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/transactions/h-1/{path}")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        (string Name, string? Value)[] headers = [("Tale-Operator", who), ("Idempotency-Key", key), ("If-Match", ifMatch)];
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
            request.Headers.TryAddWithoutValidation(name, value);
        return await _node.Http.SendAsync(request);
    }

    private async Task<JsonElement> UntilAsync(Func<JsonElement, bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var view = await _node.GetAsync("/transactions/h-1");
            if (condition(view))
                return view;
            Assert.False(patience.IsCancellationRequested, view.GetRawText());
            await Task.Delay(10);
        }
    }

    private static bool Is(JsonElement view, string status) => Text(view, "status") == status;

    private static bool StepIs(JsonElement view, string step, string status) => view.GetProperty("steps").EnumerateArray()
        .Any(candidate => Text(candidate, "path") == step && Text(candidate, "status") == status);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}

using System.Net;
using System.Net.Http.Json;
using System.Text;
using Tale.Actors.Host.Tests.Support;

namespace Tale.Actors.Host.Tests;

/// <summary>The four sample services by themselves.</summary>
public sealed class HolidayServicesTests : IAsyncLifetime
{
    private readonly RunningNode _node = new();

    public Task InitializeAsync() => _node.InitializeAsync();

    public Task DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task A_repeated_key_is_answered_alike_and_applied_once()
    {
        var first = await (await CallAsync("flights", "book", "k-1")).JsonAsync(HttpStatusCode.OK);
        var second = await (await CallAsync("flights", "book", "k-1")).JsonAsync(HttpStatusCode.OK);
        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Equal(["flights book k-1", "flights book k-1 (repeated)"], await _node.LedgersAsync());
    }

    [Fact]
    public async Task A_hundred_calls_with_one_key_at_once_are_applied_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => CallAsync("hotels", "book", "k-1")));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var rows = (await _node.GetAsync("/samples/holiday/hotels")).EnumerateArray().ToList();
        Assert.Equal(100, rows.Count);
        Assert.True(rows[0].GetProperty("applied").GetBoolean());
        Assert.Single(rows, row => row.GetProperty("applied").GetBoolean());
    }

    [Fact]
    public async Task A_ledger_survives_a_restart_and_still_knows_its_keys()
    {
        await CallAsync("payments", "debit", "k-1");
        await _node.RestartAsync();
        await CallAsync("payments", "debit", "k-1");
        Assert.Equal(["payments debit k-1", "payments debit k-1 (repeated)"], await _node.LedgersAsync());
        var row = (await _node.GetAsync("/samples/holiday/payments"))[0];
        Assert.Equal(["order", "transactionId", "operation", "key", "applied"], row.EnumerateObject().Select(member => member.Name));
        Assert.Equal("t-1", row.GetProperty("transactionId").GetString());
    }

    [Fact]
    public async Task A_failing_service_answers_503_as_often_as_told_and_takes_no_effect()
    {
        await _node.BehaveAsync("mail", failures: 2);
        await (await CallAsync("mail", "send", "k-1")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
        await (await CallAsync("mail", "send", "k-1")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Empty(await _node.LedgersAsync());
        await (await CallAsync("mail", "send", "k-1")).JsonAsync(HttpStatusCode.OK);
        Assert.Equal(["mail send k-1"], await _node.LedgersAsync());
    }

    [Fact]
    public async Task F60_a_key_that_took_effect_is_not_said_to_have_failed_by_a_service_that_fails_now()
    {
        var first = await (await CallAsync("mail", "send", "k-1")).JsonAsync(HttpStatusCode.OK);
        await _node.BehaveAsync("mail", failures: -1);
        var again = await (await CallAsync("mail", "send", "k-1")).JsonAsync(HttpStatusCode.OK);
        Assert.Equal(first.GetRawText(), again.GetRawText());
        await (await CallAsync("mail", "send", "k-2")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_service_that_always_fails_fails_until_it_is_told_otherwise()
    {
        await _node.BehaveAsync("mail", failures: -1);
        for (var i = 0; i < 5; i++)
            await (await CallAsync("mail", "send", "k-1")).ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
        await _node.BehaveAsync("mail");
        await (await CallAsync("mail", "send", "k-1")).JsonAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_slow_service_takes_no_effect_for_a_caller_that_has_gone()
    {
        await _node.BehaveAsync("hotels", delayMs: 60_000);
        using var patience = new CancellationTokenSource();
        var call = CallAsync("hotels", "book", "k-1", patience.Token);
        await CallAsync("flights", "book", "k-2");   // the others are as quick as ever
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(["flights book k-2"], await _node.LedgersAsync());
    }

    [Theory]
    [InlineData("""{"delayMs":-1,"failures":0}""")]
    [InlineData("""{"delayMs":600001,"failures":0}""")]
    [InlineData("""{"delayMs":0,"failures":-2}""")]
    [InlineData("""{"delay":1}""")]
    public async Task A_behaviour_that_makes_no_sense_is_refused(string behaviour)
    {
        using var content = new StringContent(behaviour, Encoding.UTF8, "application/json");
        using var response = await _node.Http.PutAsync("/samples/holiday/mail/behaviour", content);
        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Unknown_services_and_operations_are_not_found()
    {
        await (await _node.Http.GetAsync("/samples/holiday/cars")).ShouldBeProblemAsync(HttpStatusCode.NotFound);
        await (await CallAsync("flights", "upgrade", "k-1")).ShouldBeProblemAsync(HttpStatusCode.NotFound);
        await (await CallAsync("flights", "book", key: "")).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }

    private Task<HttpResponseMessage> CallAsync(string service, string operation, string key, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/samples/holiday/{service}/{operation}")
        {
            Content = JsonContent.Create(new { transactionId = "t-1", customerId = "ada" }),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return _node.Http.SendAsync(request, cancellationToken);
    }
}

using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Tale.Actors.Host.Api;
using Tale.Actors.Host.Samples.Holiday.Services;
using Tale.Actors.Host.Tests.Support;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Tests;

/// <summary>Every error is problem+json and says no more than it should.</summary>
public sealed class ProblemTests
{
    [Theory]
    [InlineData(RejectionReason.UnknownDefinition, 404, "unknown-definition", false)]
    [InlineData(RejectionReason.StateDoesNotFit, 400, "state-does-not-fit", false)]
    [InlineData(RejectionReason.InvalidId, 400, "invalid-id", false)]
    [InlineData(RejectionReason.InvalidHeaders, 400, "invalid-headers", false)]
    [InlineData(RejectionReason.PayloadTooLarge, 413, "payload-too-large", false)]
    [InlineData(RejectionReason.Conflict, 409, "conflict", false)]
    [InlineData(RejectionReason.Overloaded, 429, "overloaded", true)]
    [InlineData(RejectionReason.Stopping, 503, "stopping", true)]
    [InlineData(RejectionReason.JournalUnavailable, 503, "journal-unavailable", true)]
    [InlineData(RejectionReason.NotAllowed, 409, "not-allowed", false)]
    [InlineData(RejectionReason.RevisionChanged, 412, "revision-changed", false)]
    [InlineData(RejectionReason.InvalidCommand, 400, "invalid-command", false)]
    [InlineData(RejectionReason.NotOwner, 503, "not-owner", true)]
    public async Task A_refused_start_has_the_status_of_its_reason(RejectionReason reason, int status, string name, bool retry)
    {
        var (context, problem) = await HandleAsync(new TransactionRejectedException(new TransactionRejected("t", reason, "because")));
        Assert.Equal(status, context.Response.StatusCode);
        Assert.Equal(name, problem.GetProperty("reason").GetString());
        Assert.Equal("because", problem.Detail());
        Assert.Equal(retry ? "1" : "", context.Response.Headers.RetryAfter.ToString());
    }

    [Fact]
    public void Every_reason_has_a_row_above() => Assert.Equal(13, Enum.GetValues<RejectionReason>().Length);

    [Fact]
    public async Task F13_A_transaction_that_does_not_answer_in_time_may_be_asked_again()
    {
        var (context, problem) = await HandleAsync(new TimeoutException());
        Assert.Equal(503, context.Response.StatusCode);
        Assert.Equal("1", context.Response.Headers.RetryAfter.ToString());
        Assert.Contains("same id", problem.Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task F42_An_unforeseen_error_does_not_show_its_text()
    {
        var node = new RunningNode();
        await node.InitializeAsync();
        node.Services.GetRequiredService<HolidayLedger>().Dispose();
        var problem = await (await node.Http.GetAsync("/samples/holiday/mail")).ShouldBeProblemAsync(HttpStatusCode.InternalServerError);
        Assert.Equal("Something went wrong in this node; its log has the details.", problem.Detail());
        Assert.DoesNotContain("Exception", problem.GetRawText(), StringComparison.Ordinal);
        await node.DisposeAsync();
    }

    private static async Task<(HttpContext Context, JsonElement Problem)> HandleAsync(Exception exception)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        using var body = new MemoryStream();
        context.Response.Body = body;
        Assert.True(await new ApiExceptionHandler(NullLogger<ApiExceptionHandler>.Instance).TryHandleAsync(context, exception, default));
        return (context, JsonSerializer.Deserialize<JsonElement>(body.ToArray()));
    }
}

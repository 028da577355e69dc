using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Tale.Actors.Host.Http;
using Tale.Actors.Protocol;

namespace Tale.Actors.Host.Api;

/// <summary>
/// A transaction's events as server-sent events: those that are there, then each further one when it is stored. An event's id is its
/// revision, so whoever was cut off goes on with <c>Last-Event-ID</c>, as browsers do by themselves. It ends after the transaction's
/// last event, and when the node stops.
/// </summary>
internal static class EventStream
{
    public const string LastEventId = "Last-Event-ID";

    public static async Task HandleAsync(
        string id, string? after, string? outputs, HttpContext context, ITaleClient client, EventStreams streams,
        IOptions<JsonOptions> json, IHostApplicationLifetime lifetime)
    {
        var showOutputs = QueryParameter.Flag(nameof(outputs), outputs, otherwise: true);
        var known = ReadLastEventId(context.Request) ?? QueryParameter.Revision(nameof(after), after);
        using var place = streams.Enter();
        var query = new HistoryQuery { After = known, Limit = 1, WithPayloads = false };
        var first = await client.GetHistoryAsync(id, query, context.RequestAborted) ?? throw TransactionEndpoints.Unknown(id);
        var response = context.Response;
        if (first is { IsEnded: true, Entries.Count: 0 })
        {
            // Whoever was cut off after the end is to ask no more: a browser would, again and again, after any other answer.
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await using var writer = new StreamWriter(response.Body, leaveOpen: true) { NewLine = "\n" };
            await WriteAsync(
                writer, client.FollowAsync(id, known, ends.Token),
                entry => JsonSerializer.Serialize(entry.ToDto(showOutputs), json.Value.SerializerOptions), streams.Heartbeat, ends);
        }
        catch (Exception e) when (ends.IsCancellationRequested || e is TransactionRejectedException { Reason: RejectionReason.Stopping })
        {
            // The answer has begun, and just ends: who wants the rest asks for it.
        }
    }

    private static async Task WriteAsync(
        StreamWriter writer, IAsyncEnumerable<HistoryEntry> entries, Func<HistoryEntry, string> format, TimeSpan heartbeat,
        CancellationTokenSource ends)
    {
        await using var follower = entries.GetAsyncEnumerator(ends.Token);
        while (true)
        {
            var next = follower.MoveNextAsync().AsTask();
            try
            {
                if (!next.IsCompleted)
                    await writer.FlushAsync(ends.Token);
                while (!await IsInTimeAsync(next, heartbeat))
                {
                    // Proxies close what is silent, and a client that is gone is noticed.
                    await writer.WriteAsync(": nothing new\n\n".AsMemory(), ends.Token);
                    await writer.FlushAsync(ends.Token);
                }
            }
            finally
            {
                // An enumerator is not disposed of while it moves.
                if (!next.IsCompleted)
                    await ends.CancelAsync();
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            if (!await next)
                return;
            var entry = follower.Current;
            var kind = JsonNamingPolicy.KebabCaseLower.ConvertName(entry.Kind.ToString());
            await writer.WriteAsync($"id: {entry.Revision}\nevent: {kind}\ndata: {format(entry)}\n\n");
        }
    }

    private static async Task<bool> IsInTimeAsync(Task next, TimeSpan time)
    {
        try
        {
            await next.WaitAsync(time);
            return true;
        }
        catch (TimeoutException)
        {
            // It may have come in that very moment, or have failed like that itself: whoever awaits it is told.
            return next.IsCompleted;
        }
    }

    /// <returns>Null: there is none.</returns>
    /// <exception cref="ProblemException">It is no revision.</exception>
    private static long? ReadLastEventId(HttpRequest request) => request.Headers[LastEventId].ToString() switch
    {
        "" => null,
        var text when QueryParameter.TryRevision(text, out var revision) => revision,
        var text => throw ProblemException.BadRequest(
            "invalid-last-event-id",
            $"{LastEventId} is '{text}'; send the id of the last event that was received, for example 7, or none."),
    };
}

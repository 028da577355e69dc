using System.Net;

namespace Tale.Actors.Host.Tests.Support;

/// <summary>Reads server-sent events, as a browser does.</summary>
internal sealed class EventReader(HttpResponseMessage response, StreamReader lines) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The comments so far.</summary>
    public List<string> Comments { get; } = [];

    public static async Task<EventReader> OpenAsync(HttpClient http, string path, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventReader(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    /// <returns>The next event; null: the stream has ended.</returns>
    public async Task<(string Id, string Kind, string Data)?> NextAsync()
    {
        var (id, kind, data) = ("", "", "");
        while (true)
        {
            var line = await LineAsync();
            if (line is null)
                return null;
            if (line.Length == 0 && id.Length > 0)
                return (id, kind, data);
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                kind = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line[6..];
        }
    }

    /// <summary>The ids and kinds of all that is left.</summary>
    public async Task<List<string>> RestAsync()
    {
        List<string> events = [];
        while (await NextAsync() is { } next)
            events.Add($"{next.Id} {next.Kind}");
        return events;
    }

    public async Task CommentAsync()
    {
        while (Comments.Count == 0)
            Assert.NotNull(await LineAsync());
    }

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }

    /// <returns>Null: the stream has ended. A stop may cut it off.</returns>
    private async Task<string?> LineAsync()
    {
        try
        {
            var line = await lines.ReadLineAsync().WaitAsync(Patience);
            if (line is [':', ..])
                Comments.Add(line);
            return line;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }
}

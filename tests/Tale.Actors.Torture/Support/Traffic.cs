using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Tale.Actors.Torture.Support;

/// <summary>Clients that start transactions one after another, some of them waiting for the outcome, until the node is gone.</summary>
internal sealed class Traffic(Uri address, string round) : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new() { BaseAddress = address };
    private readonly ConcurrentQueue<string> _acknowledged = [];
    private readonly ConcurrentQueue<string> _oddities = [];
    private readonly CancellationTokenSource _over = new();
    private Task _clients = Task.CompletedTask;
    private int _answers;

    /// <summary>The ids of the starts that the node has acknowledged.</summary>
    public IReadOnlyCollection<string> Acknowledged => _acknowledged;

    /// <summary>Answers that a node gives neither while it works nor while it stops.</summary>
    public IReadOnlyCollection<string> Oddities => _oddities;

    public void Begin(int starting, int waiting) => _clients = Task.WhenAll(
        Enumerable.Range(0, starting + waiting).Select(client => RunAsync(client, client < starting ? "" : "?wait=60s")));

    /// <summary>Waits until so many requests have been answered.</summary>
    public async Task UntilAnsweredAsync(int count)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (Volatile.Read(ref _answers) < count)
            await Task.Delay(10, deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _clients.WaitAsync(Deadline);
        _http.Dispose();
    }

    private async Task RunAsync(int client, string query)
    {
        for (var i = 0; !_over.IsCancellationRequested; i++)
        {
            try
            {
                await StartAsync($"{round}-{client}-{i}", query);
            }
            catch (HttpRequestException)
            {
                return;   // The node is gone, or was going when the connection was made.
            }
        }
    }

    private async Task StartAsync(string id, string query)
    {
        var body = new { id, state = new { customerId = "ada", amount = 10m } };
        using var response = await _http.PostAsJsonAsync($"/transactions/book-holiday{query}", body);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted)
            _acknowledged.Enqueue(id);
        else if (response.StatusCode != HttpStatusCode.ServiceUnavailable || answer.GetProperty("reason").GetString() != "stopping")
            _oddities.Enqueue($"{response.StatusCode}: {answer}");
        Interlocked.Increment(ref _answers);
    }
}

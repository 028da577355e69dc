using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Tale.Actors.Torture.Support;

/// <summary>Clients that start transactions one after another, some of them waiting for the outcome, until the node is gone.</summary>
/// <param name="address">The node's.</param>
/// <param name="round">Begins the ids of the transactions.</param>
/// <param name="trouble">The reasons for which the node may refuse a start just now.</param>
internal sealed class Traffic(Uri address, string round, params string[] trouble) : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new() { BaseAddress = address };
    private readonly ConcurrentQueue<string> _tried = [];
    private readonly ConcurrentQueue<string> _acknowledged = [];
    private readonly ConcurrentQueue<string> _oddities = [];
    private readonly CancellationTokenSource _over = new();
    private Task _clients = Task.CompletedTask;
    private int _answers;

    /// <summary>The ids of all starts, whatever the answer was.</summary>
    public IReadOnlyCollection<string> Tried => _tried;

    /// <summary>The ids of the starts that the node has acknowledged.</summary>
    public IReadOnlyCollection<string> Acknowledged => _acknowledged;

    /// <summary>Answers that a node gives neither while it works nor while it stops.</summary>
    public IReadOnlyCollection<string> Oddities => _oddities;

    public void Begin(int starting, int waiting) => _clients = Task.WhenAll(
        Enumerable.Range(0, starting + waiting).Select(client => RunAsync(client, client < starting ? "" : "?wait=60s")));

    /// <summary>Waits until so many requests have been answered.</summary>
    public Task UntilAnsweredAsync(int count) => UntilAsync(() => Volatile.Read(ref _answers) >= count);

    /// <summary>Waits until so many more starts have been acknowledged.</summary>
    public Task UntilMoreAcknowledgedAsync(int count)
    {
        var all = _acknowledged.Count + count;
        return UntilAsync(() => _acknowledged.Count >= all);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _clients.WaitAsync(Deadline);
        _http.Dispose();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!condition())
            await Task.Delay(10, deadline.Token);
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
        _tried.Enqueue(id);
        using var response = await _http.PostAsJsonAsync($"/transactions/book-holiday{query}", body);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted)
            _acknowledged.Enqueue(id);
        else if (response.StatusCode == HttpStatusCode.ServiceUnavailable && trouble.Contains(answer.GetProperty("reason").GetString()))
            await Task.Delay(Pause);   // as a client should
        else
            _oddities.Enqueue($"{response.StatusCode}: {answer}");
        Interlocked.Increment(ref _answers);
    }
}

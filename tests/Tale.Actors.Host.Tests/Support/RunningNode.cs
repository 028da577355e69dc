using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Tale.Actors.Host.Node;

namespace Tale.Actors.Host.Tests.Support;

/// <summary>A real node with a data directory of its own, on a port that the system chose.</summary>
public sealed class RunningNode : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tale-host-tests-");
    private TaleNode? _node;

    /// <summary>A change of the node's options.</summary>
    internal Func<NodeOptions, NodeOptions> Configure { get; init; } = options => options;

    public HttpClient Http { get; private set; } = null!;

    public string DataDirectory => Path.Combine(_directory.FullName, "data");

    public Uri Address => _node!.Address;

    internal IServiceProvider Services => _node!.Services;

    public async Task InitializeAsync()
    {
        _node = await TaleNode.StartAsync(Configure(new NodeOptions { DataDirectory = DataDirectory, Urls = "http://127.0.0.1:0" }));
        Http = new HttpClient { BaseAddress = _node.Address };
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    public async Task StopAsync()
    {
        await StopNodeAsync();
        Http.Dispose();
    }

    /// <summary>Stops the node as SIGTERM does. Its client can still be used.</summary>
    public async Task StopNodeAsync() => await _node!.DisposeAsync();

    public async Task DisposeAsync()
    {
        await StopAsync();
        _directory.Delete(recursive: true);
    }

    public Task<HttpResponseMessage> PostAsync(
        string path, string json, string? idempotencyKey = null, string mediaType = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, mediaType) };
        if (idempotencyKey is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        return Http.SendAsync(request);
    }

    public Task<JsonElement> GetAsync(string path) => Http.GetFromJsonAsync<JsonElement>(path);

    public async Task BehaveAsync(string service, int delayMs = 0, int failures = 0)
    {
        using var response = await Http.PutAsJsonAsync($"/samples/holiday/{service}/behaviour", new { delayMs, failures });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Reads every service's rows as <c>service operation key</c>, in the order of arrival; a repeated call is marked.</summary>
    public async Task<IReadOnlyList<string>> LedgersAsync()
    {
        var rows = new List<(long Order, string Text)>();
        foreach (var service in new[] { "payments", "flights", "hotels", "mail" })
        {
            foreach (var row in (await GetAsync($"/samples/holiday/{service}?limit=1000")).EnumerateArray())
            {
                var repeated = row.GetProperty("applied").GetBoolean() ? "" : " (repeated)";
                var text = $"{service} {row.GetProperty("operation")} {row.GetProperty("key")}{repeated}";
                rows.Add((row.GetProperty("order").GetInt64(), text));
            }
        }
        return [.. rows.OrderBy(row => row.Order).Select(row => row.Text)];
    }
}

using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tale.Actors.Definitions;
using Tale.Actors.Host.Api;
using Tale.Actors.Host.Runtime;

namespace Tale.Actors.Host.Tests.Support;

/// <summary>The runtime and the API of a node without its samples: definitions of a test's own, and what it logs.</summary>
internal sealed class BareNode : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private BareNode(DirectoryInfo directory, WebApplication app)
    {
        (_directory, _app) = (directory, app);
        _http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public static async Task<BareNode> StartAsync(ILoggerProvider log, params TransactionDefinition[] definitions)
    {
        var directory = Directory.CreateTempSubdirectory("tale-host-tests-");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.AddProvider(log);
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower)));
        builder.Services.AddSingleton(new Waiters(10));
        builder.Services.AddTaleRuntime(null, Path.Combine(directory.FullName, "tale.db"), definitions, "", LogLevel.Information);
        var app = builder.Build();
        app.MapTransactions();
        app.MapParticipants();
        await app.StartAsync();
        return new BareNode(directory, app);
    }

    public async Task<HttpResponseMessage> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        return await _http.PostAsync(path, content);
    }

    public Task<JsonElement> GetAsync(string path) => _http.GetFromJsonAsync<JsonElement>(path);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tale.Actors.Host.Tests.Support;

/// <summary>A service of the holiday sample that answers nobody until its gate is opened.</summary>
internal sealed class GatedService : IAsyncDisposable
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;

    private GatedService()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.MapPost("/{operation}", async (string operation) =>
        {
            await _opened.Task;
            return Results.Json(new { reference = $"{operation}-1" });
        });
    }

    public Uri Address => new(_app.Urls.First());

    public static async Task<GatedService> StartAsync()
    {
        var service = new GatedService();
        await service._app.StartAsync();
        return service;
    }

    public void Open() => _opened.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Open();
        await _app.DisposeAsync();
    }
}

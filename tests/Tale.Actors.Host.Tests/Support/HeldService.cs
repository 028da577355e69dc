using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tale.Actors.Host.Tests.Support;

/// <summary>A service of the holiday sample that answers nobody until it is released.</summary>
internal sealed class HeldService : IAsyncDisposable
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;

    private HeldService()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        _app = builder.Build();
        _app.MapPost("/{operation}", async (string operation, HttpRequest request) =>
        {
            Calls.Enqueue(request.Headers["Idempotency-Key"].ToString());
            _called.TrySetResult();
            await _released.Task;
            return Results.Json(new { reference = $"{operation}-1" });
        });
    }

    /// <summary>The keys of the calls so far.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Ends with the first call.</summary>
    public Task Called => _called.Task;

    public Uri Address => new(_app.Urls.First());

    public static async Task<HeldService> StartAsync()
    {
        var service = new HeldService();
        await service._app.StartAsync();
        return service;
    }

    public void Release() => _released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _app.DisposeAsync();
    }
}

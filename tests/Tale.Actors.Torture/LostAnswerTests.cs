using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Demo;
using Tale.Actors.Protocol;
using Tale.Actors.Torture.Support;

namespace Tale.Actors.Torture;

/// <summary>A service elsewhere, played by the test: it books, and the node dies before it hears of it.</summary>
public sealed class LostAnswerTests : IDisposable
{
    private const string Id = "holiday-1";

    private readonly DataDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task F03_A_booking_whose_answer_was_lost_is_asked_for_again_under_the_same_key()
    {
        await using var hotels = new Hotels();
        await hotels.StartAsync();
        var ended = await RunThroughACrashAsync(hotels);
        Assert.Equal(TransactionStatus.Completed, ended.Status);
        Assert.Equal(["book holiday-1/book-hotel/execute", "book holiday-1/book-hotel/execute"], hotels.Calls);
    }

    [Fact]
    public async Task F03_A_booking_whose_answer_was_lost_is_undone_although_its_repetition_is_refused()
    {
        await using var hotels = new Hotels { RefusesAfterTheFirst = true };
        await hotels.StartAsync();
        var ended = await RunThroughACrashAsync(hotels);
        Assert.Equal(TransactionStatus.Compensated, ended.Status);
        Assert.Equal("cancel holiday-1/book-hotel/compensate", hotels.Calls.Last());
    }

    private async Task<TransactionDto> RunThroughACrashAsync(Hotels hotels)
    {
        await using (var node = await StartAsync(hotels))
        {
            using var api = new NodeApi(node.Address);
            await api.StartAsync(Id, new { customerId = "ada", amount = 10m }, default);
            await hotels.Booked.WaitAsync(TimeSpan.FromSeconds(60));
            await node.KillAsync();
        }

        await using var next = await StartAsync(hotels);
        using var nextApi = new NodeApi(next.Address);
        return await nextApi.UntilAsync(Id, Polling.HasEnded);
    }

    private Task<NodeProcess> StartAsync(Hotels hotels) =>
        NodeProcess.StartAsync(_data.Path, ["--holiday-service", $"hotels={hotels.Address}"]);

    /// <summary>Books at once, and never answers the first time.</summary>
    private sealed class Hotels : IAsyncDisposable
    {
        private readonly TaskCompletionSource _booked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly WebApplication _app;

        public Hotels()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            _app = builder.Build();
            _app.MapPost("/book", BookAsync);
            _app.MapPost("/cancel", Cancel);
        }

        public bool RefusesAfterTheFirst { get; init; }

        public ConcurrentQueue<string> Calls { get; } = [];

        public Task Booked => _booked.Task;

        public string Address => _app.Urls.First();

        public Task StartAsync() => _app.StartAsync();

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task<IResult> BookAsync(HttpRequest request)
        {
            Calls.Enqueue($"book {request.Headers["Idempotency-Key"]}");
            if (_booked.TrySetResult())
                await Task.Delay(Timeout.Infinite, request.HttpContext.RequestAborted);
            return RefusesAfterTheFirst
                ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable)
                : Results.Ok(new { reference = "room-7" });
        }

        private IResult Cancel(HttpRequest request)
        {
            Calls.Enqueue($"cancel {request.Headers["Idempotency-Key"]}");
            return Results.Ok(new { reference = "room-7" });
        }
    }
}

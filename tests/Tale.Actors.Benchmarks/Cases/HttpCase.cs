using System.Net.Http.Json;
using Tale.Actors.Benchmarks.Journals;
using Tale.Actors.Benchmarks.Measuring;

namespace Tale.Actors.Benchmarks.Cases;

/// <summary>
/// The host from end to end: a booking is one request that waits for its outcome, and each of its four steps one to the sample's services in the same
/// process. The processor time is that of the host, its database server and this client.
/// </summary>
internal static class HttpCase
{
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        await using var host = await MeasuredHost.StartAsync(options.Journal);
        using var http = new HttpClient { BaseAddress = host.Address };
        var body = new { state = new { customerId = "ada", amount = 10m } };
        var measurement = await ClosedLoop.RunAsync("http", options, host, async _ =>
        {
            using var response = await http.PostAsJsonAsync("/transactions/book-holiday?wait=60s&outputs=false", body);
            var answer = await response.Content.ReadAsStringAsync();
            if (!response.IsSuccessStatusCode || !answer.Contains("\"completed\"", StringComparison.Ordinal))
                throw new InvalidOperationException($"{response.StatusCode}: {answer}");
        });
        measurement.Print(options.Json);
        return 0;
    }
}

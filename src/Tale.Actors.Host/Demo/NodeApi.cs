using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Cluster;
using Tale.Actors.Host.Api;
using Tale.Actors.Host.Api.Contracts;
using Tale.Actors.Host.Http;
using Tale.Actors.Host.Samples.Holiday;
using Tale.Actors.Host.Samples.Holiday.Contracts;

namespace Tale.Actors.Host.Demo;

/// <summary>A node's HTTP API, seen from outside.</summary>
internal sealed class NodeApi(Uri address) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private readonly HttpClient _http = new() { BaseAddress = address };

    public Task StartAsync(string id, object state, CancellationToken cancellationToken) =>
        PostAsync($"/transactions/{BookHoliday.Definition.Name}", new { id, state }, cancellationToken);

    public Task StartTripAsync(string id, object state, CancellationToken cancellationToken) =>
        PostAsync($"/transactions/{PlanTrip.Definition.Name}", new { id, state }, cancellationToken);

    public Task CancelAsync(string id, string reason, CancellationToken cancellationToken) =>
        PostAsync($"/transactions/{id}/cancel", new { reason }, cancellationToken);

    public Task ApproveAsync(string id, string by, CancellationToken cancellationToken) =>
        PostAsync($"/transactions/{id}/signals/approval", new { id = "mail-1", payload = new { by, isGranted = true } }, cancellationToken);

    /// <summary>An operator has a step tried again.</summary>
    public async Task RetryAsync(string id, string step, string who, string reason, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/transactions/{id}/steps/{step}/retry")
        {
            Content = JsonContent.Create(new { reason }), Headers = { { InterventionEndpoints.OperatorHeader, who } },
        };
        using var response = await _http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async Task<TransactionDto> GetAsync(string id, CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<TransactionDto>($"/transactions/{id}", Json, cancellationToken))!;

    /// <summary>How many transactions have completed.</summary>
    public async Task<long> CompletedAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<TransactionCountsDto>("/transactions/count?status=completed", Json, cancellationToken))!.Total;

    /// <summary>How many nodes its cluster has that are full members, and are heard of.</summary>
    public async Task<int> MembersAsync(CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<ClusterDto>("/cluster", Json, cancellationToken))!.Members
            .Count(member => member is { Status: MemberStatus.Up, IsReachable: true });

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync("/health/ready", cancellationToken);
        return response.IsSuccessStatusCode;
    }

    public async Task BehaveAsync(string service, ServiceBehaviour behaviour, CancellationToken cancellationToken)
    {
        using var response = await _http.PutAsJsonAsync($"{ServicePaths.Of(service)}/behaviour", behaviour, Json, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The rows of all four services, in the order of arrival.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> LedgersAsync(CancellationToken cancellationToken)
    {
        var entries = new List<LedgerEntry>();
        foreach (var service in ServiceNames.All)
        {
            LedgerRow[] rows = [];
            do
            {
                var page = $"{ServicePaths.Of(service)}?after={rows.LastOrDefault()?.Order}&limit={RequestLimits.MaxPage}";
                rows = (await _http.GetFromJsonAsync<LedgerRow[]>(page, Json, cancellationToken))!;
                entries.AddRange(rows.Select(row => new LedgerEntry(service, row)));
            }
            while (rows.Length == RequestLimits.MaxPage);
        }
        return [.. entries.OrderBy(entry => entry.Row.Order)];
    }

    private async Task PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(path, body, Json, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();
}

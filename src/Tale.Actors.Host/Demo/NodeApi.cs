using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
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

    public async Task StartAsync(string id, object state, CancellationToken cancellationToken)
    {
        var path = $"/transactions/{BookHoliday.Definition.Name}";
        using var response = await _http.PostAsJsonAsync(path, new { id, state }, Json, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async Task<TransactionDto> GetAsync(string id, CancellationToken cancellationToken) =>
        (await _http.GetFromJsonAsync<TransactionDto>($"/transactions/{id}", Json, cancellationToken))!;

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

    public void Dispose() => _http.Dispose();
}

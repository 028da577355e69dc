using Tale.Actors.Definitions;
using Tale.Actors.Host.Samples.Holiday.Contracts;

namespace Tale.Actors.Host.Samples.Holiday.Clients;

/// <summary>The flights service, as the steps see it.</summary>
internal sealed class FlightsClient(HttpClient http)
{
    private readonly ServiceCaller _service = new(ServiceNames.Flights, http);

    public Task<string> BookAsync(string customerId, StepContext step) =>
        _service.CallAsync("book", new ServiceCall(step.TransactionId, customerId), step);

    public Task CancelAsync(string customerId, string? flightId, StepContext step) =>
        _service.CallAsync("cancel", new ServiceCall(step.TransactionId, customerId) { Reference = flightId }, step);
}
